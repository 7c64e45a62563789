/** Specifies src/cli/commands/diff.ts: what a user sees of a comparison. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import type { Computer } from '../../src/machine/computer.ts';
import { createMachine } from '../../src/machine/create.ts';
import { bootHypervisor, hypervisorImage } from '../machine/hypervisor.ts';
import { openDoor } from '../server/open-door.ts';

const folder = mkdtempSync(join(tmpdir(), 'textpoke-diff-'));
const image = join(folder, 'tiny-hypervisor');
writeFileSync(image, hypervisorImage);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function server() {
  // As the command line makes it: the image's name, a space, and no words.
  const { machine } = bootHypervisor({ cpuCount: 1, commandLine: 'tiny-hypervisor ' });
  const driven = new Debugger({ machine, sites: noSites, log: silentLog });
  const door = await openDoor({ debugger: driven, log: silentLog });
  closing.push(() => door.close());
  return { machine, against: `127.0.0.1:${door.port}` };
}

async function diff(...words: readonly string[]) {
  const [shown, lines]: [Uint8Array[], string[]] = [[], []];
  const code = await main(['diff', '-kernel', image, '-m', '32M', ...words], {
    createMachine,
    stdout: (bytes) => shown.push(bytes),
    stderr: (line) => lines.push(line),
    interrupted: new AbortController().signal,
    version: '0',
  });
  return { code, stdout: Buffer.concat(shown).toString('utf8'), stderr: lines.join('\n') };
}

describe('diff', () => {
  it('says how far there was no difference', async () => {
    const { against } = await server();

    expect(await diff('--against', against, '--budget', '700')).toEqual({
      code: 0,
      stdout: 'no difference in 700 steps\n',
      stderr: '',
    });
  });

  it('shows the first difference with the instruction and both register sets', async () => {
    const { machine, against } = await server();
    falsify(machine, { from: 100, register: 'r12', by: 0x40n });
    const { code, stdout } = await diff('--against', against, '--budget', '700');

    expect(code).toBe(1);
    expect(stdout).toMatch(/^first difference at step 100, moment 99\n {2}after [0-9a-f ]+ \(/);
    expect(stdout).toContain(`* r12       ${'0'.repeat(16)}  ${'0'.repeat(14)}40\n`);
    expect(stdout.match(/^\*/gm)).toHaveLength(1);
  });

  it('names the flags if only flags differ, and leaves them out when told to', async () => {
    const { machine, against } = await server();
    falsify(machine, { from: 3, register: 'eflags', by: 0x41n });
    const found = await diff('--against', against, '--budget', '5');

    expect(found.stdout).toMatch(/^first difference at step 3, .*, only flags differ: CF ZF\n/);
  });

  it('says the same as one line of JSON', async () => {
    const { machine, against } = await server();
    falsify(machine, { from: 9, register: 'cr3', by: 8n });
    const { code, stdout } = await diff('--against', against, '--json');

    expect(code).toBe(1);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'different',
      names: ['cr3'],
      moment: 8,
      steps: 8,
      here: { cr3: '0x0' },
      there: { cr3: '0x8' },
    });
  });

  it('says that nobody is there', async () => {
    const ended = await diff('--against', `unix:${join(folder, 'nobody')}`);

    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/cannot compare with unix:.*nobody: there is no such socket/);
  });
});

/** From a moment on, `machine` shows something else in a register than it has. */
function falsify(
  machine: Computer,
  { from, register, by }: { from: number; register: string; by: bigint },
): void {
  const truth = machine.readRegister.bind(machine);
  machine.readRegister = (cpu, name) =>
    name === register && machine.moment >= from ? truth(cpu, name) ^ by : truth(cpu, name);
}
