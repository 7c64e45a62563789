/** Other emulators, where they are installed, on the same guest in the same run. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../fixture.ts';
import type { Report } from './report.ts';
import { Listener } from './report.ts';

const image = join(root, 'fixtures/speed/speed.elf');
const rom = join(root, 'fixtures/speed/speed.rom');
const secondsMax = 120;

/** An emulator: how it is asked for its version, and how it runs the guest. */
interface Rival {
  readonly program: string;
  readonly version: readonly string[];
  /** Its words, given an empty folder to put files into. */
  readonly words: (folder: string) => readonly string[];
}

// prettier-ignore
const qemu: Rival = {
  program: 'qemu-system-x86_64',
  version: ['--version'],
  words: () => [
    '-accel', 'tcg,thread=single', '-icount', 'shift=7,sleep=off', '-smp', '8', '-m', '64',
    '-display', 'none', '-monitor', 'none', '-serial', 'none', '-debugcon', 'stdio',
    '-device', 'isa-debug-exit,iobase=0xf4', '-kernel', image,
  ],
};

/** Debian builds Bochs with its debugger, which wants to be told to continue. */
const bochs: Rival = {
  program: 'bochs',
  version: ['--help', 'features'],
  words: (folder) => {
    const [settings, commands] = [join(folder, 'bochsrc'), join(folder, 'commands')];
    writeFileSync(commands, 'c\n');
    writeFileSync(
      settings,
      `cpu: count=8, ips=100000000
memory: guest=64, host=64
romimage: file=${rom}, address=0xfffe0000
display_library: rfb, options="timeout=0"
port_e9_hack: enabled=1
log: ${join(folder, 'log')}
sound: driver=dummy, waveout=dummy
speaker: enabled=0, mode=none
clock: sync=none
`,
    );
    return ['-q', '-f', settings, '-rc', commands];
  },
};

export const rivals = { qemu, bochs } as const;
export type RivalName = keyof typeof rivals;

/** Name and version, or undefined where it is not installed. */
export function versionOf(name: RivalName): string | undefined {
  const { program, version } = rivals[name];
  const asked = spawnSync(program, version, { encoding: 'utf8' });
  if (asked.error !== undefined) return undefined;
  const said = /(QEMU|Bochs)[^\n]*?(\d+\.\d+(?:\.\d+)?)/.exec(asked.stdout + asked.stderr);
  return said === null ? name : `${said[1] ?? name} ${said[2] ?? ''}`;
}

/** Runs the guest on it; throws if the guest does not get to its end. */
export async function raceOn(name: RivalName): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'speed-'));
  const { program, words } = rivals[name];
  const listener = new Listener();
  const child = spawn(program, words(folder), { stdio: ['ignore', 'pipe', 'ignore'] });
  const guard = setTimeout(() => child.kill(), secondsMax * 1000);
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        listener.take(chunk.toString('latin1'));
        if (listener.done) resolve();
      });
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`${program} ended before its guest`)));
    });
    return listener.report;
  } finally {
    clearTimeout(guard);
    child.kill();
    rmSync(folder, { recursive: true });
  }
}
