/** A fault that another server has: one experiment, put to it and to ours. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixture.ts';
import { isInstalled, launch, linkTo, type ServerName, type Wishes } from '../bench/link.ts';
import { readSymbols } from '../bench/symbols.ts';

export type Other = Exclude<ServerName, 'textpoke'>;

export interface Fault {
  /** What is done. */
  readonly name: string;
  /** Does it to `server`, and says in words what came of it. */
  readonly experiment: (server: ServerName) => Promise<string>;
  readonly ours: string;
  readonly others: readonly (readonly [other: Other, outcome: string])[];
}

/** Each fault is a test of ours, and one of each other server that has it. */
export function judge(faults: readonly Fault[]): void {
  describe.each(faults)('$name', ({ experiment, ours, others }) => {
    it(`is right here: ${ours}`, async () => {
      expect(await experiment('textpoke')).toBe(ours);
    });

    for (const [other, outcome] of others) {
      it.skipIf(!isInstalled(other))(`is a fault of ${other}: ${outcome}`, async () => {
        expect(await experiment(other)).toBe(outcome);
      });
    }
  });
}

const symbols = readSymbols(fixture('tiny-hypervisor/tiny-hypervisor.elf'));

/** Where the tiny hypervisor has `name`. */
export function addressOf(name: string): bigint {
  const address = symbols.get(name);
  if (address === undefined) throw new Error(`no symbol ${name}`);
  return address;
}

export const hexOf = (value: bigint): string => value.toString(16);
export const symbol = (name: string): string => hexOf(addressOf(name));

/** The server's answer to a packet, as text between `$` and `#`. */
export type Ask = (packet: string) => Promise<string>;

/** Talks to a machine of `cpus` CPUs that has not executed anything. */
export async function talkWith(
  server: ServerName,
  talk: (ask: Ask) => Promise<string>,
  cpus = 1,
): Promise<string> {
  const link = await linkTo(server, { cpus });
  try {
    return await talk(async (packet) => bodyOf(await link.ask(packet)));
  } finally {
    await link.end();
  }
}

/** The body of the first packet in what was received. */
const bodyOf = (received: Buffer): string =>
  /\$([^#]*)#/.exec(received.toString('latin1'))?.[1] ?? '';

/** rip in a `g` image of 8 bytes a register: it is number 16. */
export const ripOf = (image: string): bigint =>
  BigInt(`0x${(image.slice(16 * 16, 17 * 16).match(/../g) ?? []).reverse().join('')}`);

/** Runs to `place`, once. */
export async function runTo(ask: Ask, place: string): Promise<string> {
  await ask(`Z1,${place},1`);
  const stop = await ask('vCont;c');
  await ask(`z1,${place},1`);
  return stop;
}

/** Plays commands of gdb, `port` being where the server is, and returns all that gdb prints. */
export async function playGdb(
  server: ServerName,
  wishes: Wishes,
  commands: (port: number, folder: string) => readonly string[],
): Promise<string> {
  const { child, port, socket, folder } = await launch(server, wishes);
  socket.destroy();
  try {
    const words = commands(port, folder).flatMap((command) => ['-ex', command]);
    const settings = ['-nx', '-batch', '-ex', 'set confirm off', '-ex', 'set remotetimeout 60'];
    const { stdout, stderr } = spawnSync('gdb', [...settings, ...words], { encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}
