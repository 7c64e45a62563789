/** What a multiboot guest finds in memory on QEMU and here: the same bytes, but the loader's name. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../fixture.ts';
import { assemble } from '../machine/assemble.ts';

/** Memory map and information; then what follows the image: modules' table, strings, modules. */
const dumped = { low: 0x9000, lowBytes: 0x600, modulesBytes: 0x3000 } as const;

/** A guest that sends these bytes by COM1 and ends the machine with 0. */
const guest = assemble(
  `jmp start
  .align 4
  header: .long 0x1badb002, 0x10003, -(0x1badb002 + 0x10003), header, _start, 0, 0, start
  start: mov $${dumped.low}, %esi; mov $${dumped.lowBytes}, %ecx; mov $0x80000, %esp; call send
  mov 24(%ebx), %esi; mov $${dumped.modulesBytes}, %ecx; call send
  mov $0xf4, %edx; xor %eax, %eax; out %al, %dx
  1: hlt; jmp 1b
  send: mov $0x3fd, %edx
  2: in %dx, %al; test $0x20, %al; jz 2b
  mov $0x3f8, %edx; lodsb; out %al, %dx; loop send
  ret`,
  0x100000,
  32,
);

const folder = mkdtempSync(join(tmpdir(), 'multiboot-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'guest'), guest);
writeFileSync(join(folder, 'first'), 'the first module');
writeFileSync(join(folder, 'second'), Buffer.alloc(5000, 'second '));
writeFileSync(join(folder, 'empty'), '');

/** Both run in the folder, so that the paths are short and the same. */
function consoleOf(program: string, words: readonly string[]): Buffer {
  const { stdout, error } = spawnSync(program, words, { cwd: folder, maxBuffer: 2 ** 20 });
  if (error !== undefined) throw error;
  return stdout;
}

// prettier-ignore
const onQemu = (words: readonly string[]): Buffer =>
  consoleOf('qemu-system-x86_64', [
    '-kernel', 'guest', ...words, '-display', 'none', '-monitor', 'none', '-serial', 'stdio',
    '-no-reboot', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4',
  ]);

const here = (words: readonly string[]): Buffer =>
  consoleOf(process.execPath, [
    join(root, 'dist/src/cli/textpoke.js'),
    ...['run', '-kernel', 'guest', '-smp', '1', ...words],
  ]);

/** The loader's name is its own; it is the last of the strings. */
function withoutLoader(dump: Buffer): Buffer {
  const at = Math.max(dump.indexOf('\0qemu\0'), dump.indexOf('\0textpoke\0'));
  expect(at).toBeGreaterThan(dumped.lowBytes);
  const end = dump.indexOf(0, at + 1);
  return Buffer.from(dump).fill(0, at, end);
}

let judged = 0;
afterAll(() => console.log(`multiboot on QEMU: ${judged} bytes judged`));

describe('a multiboot guest on QEMU', () => {
  beforeAll(() => {
    spawnSync(process.execPath, ['src/cli/prepare.mjs'], { cwd: root, stdio: 'inherit' });
  });

  it.each([
    ['nothing but itself', ['-m', '64']],
    ['a command line', ['-m', '128', '-append', ' one  two ']],
    ['a module', ['-m', '16', '-initrd', 'first']],
    [
      'modules with words, a space behind and nothing in them',
      ['-m', '33', '-append', 'x', '-initrd', 'first one  two,second ,empty'],
    ],
    ['an Intel processor', ['-m', '64', '-cpu', 'Nehalem', '-initrd', 'first,first']],
  ])('finds the same with %s', (_what, words) => {
    const expected = onQemu(words);

    expect(expected.length).toBe(dumped.lowBytes + dumped.modulesBytes);
    expect(withoutLoader(here(words))).toEqual(withoutLoader(expected));
    judged += expected.length;
  });
});
