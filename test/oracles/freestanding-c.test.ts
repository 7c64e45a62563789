/** What gcc makes of C must compute the same here as on the host, at every optimisation level. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/foundation/log.ts';
import { planMultiboot } from '../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../src/machine/boot/plan.ts';
import { createMachine } from '../../src/machine/create.ts';
import { root } from '../fixture.ts';

const sources = join(import.meta.dirname, 'freestanding-c');
const guests = join(root, 'fixtures', 'guests');
const ramBytes = 8 * 2 ** 20;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'textpoke-c-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Without x87 and SSE, as kernels and hypervisors are compiled. */
// prettier-ignore
const freestanding = [
  '-ffreestanding', '-fno-pic', '-fno-pie', '-mno-red-zone', '-mno-sse', '-mno-mmx', '-mno-80387',
  '-fno-stack-protector', '-fno-asynchronous-unwind-tables', '-fno-builtin-memcpy', '-nostdlib',
  '-static', '-Wl,--build-id=none', '-Wl,-no-pie',
];

const gcc = (...words: string[]): Buffer =>
  execFileSync('gcc', ['-w', ...words], { cwd: sources, stdio: ['ignore', 'pipe', 'pipe'] });

function onTheHost(): string {
  const program = join(folder, 'host');
  gcc('-O1', '-o', program, 'host.c', 'zoo.c');
  return execFileSync(program).toString();
}

function asGuest(level: string): string {
  const image = join(folder, `guest${level}.elf`);
  const layout = [`-I${guests}`, `-Wl,-T,${join(guests, 'guests.lds')}`, '-Wl,-n'];
  gcc(level, ...freestanding, ...layout, '-o', image, 'entry.S', 'guest.c', 'zoo.c', '-lgcc');
  const plan = planMultiboot({
    image: readFileSync(image),
    commandLine: 'zoo',
    modules: [],
    ramBytes,
  });
  if (isRefused(plan)) throw new Error(plan.refused);
  let text = '';
  const machine = createMachine({
    cpuCount: 1,
    ramBytes,
    plan,
    console: (byte) => (text += String.fromCharCode(byte)),
    log: silentLog,
    quantum: 1000,
    nsPerInstruction: 128,
    seed: 0,
  });
  const stop = machine.run({ resumed: [0], stepping: new Map(), budget: 50_000_000 });
  expect(stop).toMatchObject({ kind: 'exited', status: 0 });
  return text;
}

describe('freestanding C without SSE', () => {
  for (const level of ['-O0', '-O1', '-O2', '-O3', '-Os']) {
    it(`computes at ${level} what it computes on the host`, () => {
      expect(asGuest(level)).toBe(onTheHost());
    });
  }
});
