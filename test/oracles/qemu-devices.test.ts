/**
 * One ROM on QEMU's `pc` and on this machine, without any firmware: it reads and writes registers
 * of devices as a script says, and sends what it read.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/foundation/log.ts';
import { isRefused } from '../../src/machine/boot/plan.ts';
import { planRom } from '../../src/machine/boot/rom.ts';
import { createMachine } from '../../src/machine/create.ts';
import { assemble } from '../machine/assemble.ts';

const romBytes = 0x10000;
const scriptAt = 0x1000;

const op = { end: 0, out8: 1, in8: 2, out32: 3, in32: 4, write: 5, read: 6, rdmsr: 7 } as const;
type Step = readonly [op: number, where: number, value: number];

const out = (port: number, ...values: readonly number[]): Step[] =>
  values.map((value) => [op.out8, port, value]);
const read = (...ports: readonly number[]): Step[] => ports.map((port) => [op.in8, port, 0]);
const load = (...addresses: readonly number[]): Step[] =>
  addresses.map((address) => [op.read, address, 0]);
const store = (address: number, value: number): Step[] => [[op.write, address, value]];

/** Flat 32-bit code that takes the script's steps one by one; each value read is four bytes. */
const interpreter = assemble(
  `.code16; cli; lgdtl %cs:gdtr; mov %cr0, %eax; or $1, %eax; mov %eax, %cr0
  ljmpl $8, $0xffff0000 + (flat - _start)
  .code32
  flat: mov $16, %eax; mov %eax, %ds; mov %eax, %es; mov %eax, %ss; mov $0x8000, %esp
  mov $0xffff0000 + ${scriptAt}, %esi
  next: xor %eax, %eax; lodsb; mov %eax, %ebx; lodsl; mov %eax, %edx; lodsl
  cmp $1, %ebx; jb done; je out8; cmp $3, %ebx; jb in8; je out32; cmp $5, %ebx; jb in32; je write
  cmp $7, %ebx; jb read
  mov %edx, %ecx; rdmsr; call emit; mov %edx, %eax; call emit; jmp next
  out8: out %al, %dx; jmp next
  in8: xor %eax, %eax; in %dx, %al; call emit; jmp next
  out32: out %eax, %dx; jmp next
  in32: in %dx, %eax; call emit; jmp next
  write: mov %eax, (%edx); jmp next
  read: mov (%edx), %eax; call emit; jmp next
  emit: mov $4, %ecx
  1: out %al, $0xe9; shr $8, %eax; loop 1b; ret
  done: mov $0xf4, %edx; xor %eax, %eax; out %al, %dx
  2: hlt; jmp 2b
  .align 8; gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
  gdtr: .word gdtr - gdt - 1; .word gdt - _start, 0xffff`,
  0,
  16,
);

function romOf(steps: readonly Step[]): Uint8Array {
  const rom = new Uint8Array(romBytes);
  rom.set(interpreter);
  const view = new DataView(rom.buffer, scriptAt);
  steps.forEach(([what, where, value], index) => {
    view.setUint8(index * 9, what);
    view.setUint32(index * 9 + 1, where, true);
    view.setUint32(index * 9 + 5, value, true);
  });
  rom.set(assemble('jmp 0', 0xfff0, 16), 0xfff0);
  return rom;
}

const folder = mkdtempSync(join(tmpdir(), 'devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

const wordsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 4 }, (_, index) =>
    Buffer.from(bytes)
      .readUInt32LE(index * 4)
      .toString(16),
  );

function onQemu(rom: Uint8Array): string[] {
  writeFileSync(join(folder, 'rom'), rom);
  // prettier-ignore
  const { stdout, error } = spawnSync('qemu-system-x86_64', [
    '-bios', 'rom', '-m', '32', '-display', 'none', '-monitor', 'none', '-serial', 'null',
    '-debugcon', 'stdio', '-no-reboot', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4',
  ], { cwd: folder, timeout: 60_000 });
  if (error !== undefined) throw error;
  return wordsOf(stdout);
}

function here(rom: Uint8Array): string[] {
  const ramBytes = 32 * 2 ** 20;
  const plan = planRom(rom, ramBytes);
  if (isRefused(plan)) throw new Error(plan.refused);
  const shown: number[] = [];
  const machine = createMachine({
    cpuCount: 1,
    ramBytes,
    plan,
    quantum: 100,
    nsPerInstruction: 1,
    seed: 0,
    log: silentLog,
    console: (byte) => shown.push(byte),
  });
  machine.run({ resumed: [0], stepping: new Map(), budget: 1_000_000 });
  return wordsOf(Uint8Array.from(shown));
}

const pci = (device: number, fn: number, offset: number): Step[] => [
  [op.out32, 0xcf8, (0x80000000 | (device << 11) | (fn << 8) | offset) >>> 0],
  [op.in32, 0xcfc, 0],
];
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const pic = [
  ...out(0x20, 0x11),
  ...out(0x21, 0x20, 4, 1),
  ...out(0xa0, 0x11),
  ...out(0xa1, 0x28, 2, 1),
];
const lapic = (offset: number): number => 0xfee00000 + offset;
const enabled = store(lapic(0xf0), 0x1ff);
const ioapic = (register: number): Step[] => [...store(0xfec00000, register), ...load(0xfec00010)];
const kbd = (...commands: readonly number[]): Step[] =>
  commands.flatMap((command) => [...out(0x64, command), ...read(0x64, 0x60, 0x64)]);

/**
 * Left out is what firmware sets before our machine begins (PIIX3 command, PIC masks, A20, the
 * 8042's command byte), and where QEMU is simpler than its data sheet: the PIT has no null count,
 * the UART no modem changes in loopback, the IOAPIC keeps reserved bits.
 */
// prettier-ignore
const scripts: readonly (readonly [string, readonly Step[]])[] = [
  ['PCI: the bridges', [...pci(0, 0, 0), ...pci(0, 0, 8), ...pci(1, 0, 0), ...pci(1, 0, 8),
    ...pci(1, 0, 0xc), ...pci(1, 3, 0), ...pci(1, 3, 8)]],
  ['PCI: empty slots', [...pci(5, 0, 0), ...pci(9, 3, 8), ...pci(31, 7, 0), [op.out32, 0xcf8, 0],
    [op.in32, 0xcfc, 0]]],
  ['8259s: masks, priorities, polling', [...pic, ...read(0x21, 0xa1), ...out(0x21, 0xfb),
    ...out(0xa1, 0xf0), ...read(0x21, 0xa1, 0x20, 0xa0), ...out(0x20, 0x0b), ...read(0x20),
    ...read(0x4d0, 0x4d1), ...out(0x4d0, 0xff), ...out(0x4d1, 0xff), ...read(0x4d0, 0x4d1)]],
  ['PIT: read-back of status', [...out(0x43, 0xb6), ...out(0x42, 0x34, 0x12), ...out(0x43, 0xe8),
    ...read(0x42), ...out(0x43, 0xb2), ...out(0x42, 0x34, 0x12), ...out(0x43, 0xe8), ...read(0x42)]],
  ['UART: registers after reset, presence, scratch', [...read(0x3f9, 0x3fa, 0x3fb, 0x3fd),
    ...out(0x3f9, 0xff), ...read(0x3f9), ...out(0x3ff, 0x5a), ...read(0x3ff), ...out(0x3fc, 0x1a),
    ...read(0x3fc)]],
  ['UART: loopback with a FIFO', [...out(0x3fc, 0x10), ...out(0x3fa, 0xc7),
    ...range(14).flatMap((byte) => out(0x3f8, byte)), ...read(0x3fd),
    ...range(15).flatMap(() => read(0x3f8, 0x3fd)), ...read(0x3fa)]],
  ['UART: overrun without a FIFO', [...out(0x3fc, 0x10), ...out(0x3fa, 0), ...out(0x3f8, 1, 2),
    ...read(0x3fd, 0x3fd, 0x3f8, 0x3fd)]],
  ['UART: the divisor', [...out(0x3fb, 0x83), ...out(0x3f8, 1), ...out(0x3f9, 2),
    ...read(0x3f8, 0x3f9), ...out(0x3fb, 3), ...read(0x3f9, 0x3fb)]],
  ['8042: tests and command byte', [...kbd(0xaa, 0xab), ...out(0x64, 0x60), ...out(0x60, 0x54),
    ...kbd(0x20)]],
  ['8042: a keyboard that answers', [...out(0x60, 0xee), ...read(0x60), ...out(0x60, 0xf2),
    ...read(0x60, 0x60, 0x60), ...out(0x60, 0xff), ...read(0x60, 0x60)]],
  ['port 0x92 and the reset register', [...out(0x92, 2), ...read(0x92, 0xcf9), ...out(0xcf9, 2),
    ...read(0xcf9)]],
  ['RTC: status and alarm registers', [...[0x0b, 0x0d, 0x0e].flatMap((index) => [
    ...out(0x70, index), ...read(0x71)]), ...out(0x70, 0x0b), ...out(0x71, 0x06), ...read(0x71),
    ...out(0x70, 5), ...out(0x71, 0x21), ...read(0x71)]],
  ['IOAPIC: version and table', [...ioapic(1), ...ioapic(0x10), ...ioapic(0x3e),
    ...store(0xfec00000, 0x14), ...store(0xfec00010, 0x1ffff), ...load(0xfec00010),
    ...store(0xfec00000, 0x15), ...store(0xfec00010, 0xff000000), ...load(0xfec00010),
    ...store(0xfec00000, 0), ...store(0xfec00010, 0xffffffff), ...load(0xfec00010)]],
  ['LAPIC: registers that can be written', [...enabled, ...load(lapic(0x20), lapic(0x30)),
    ...store(lapic(0x80), 0x55), ...load(lapic(0x80), lapic(0xa0)), ...store(lapic(0xd0), 0xffffffff),
    ...load(lapic(0xd0)), ...store(lapic(0xe0), 0), ...load(lapic(0xe0)),
    ...store(lapic(0x370), 0x100fe), ...load(lapic(0x370)), ...store(lapic(0x3e0), 0xb),
    ...load(lapic(0x3e0))]],
  ['LAPIC: an interrupt to itself', [...enabled, ...store(lapic(0x300), 0x40051),
    ...load(lapic(0x220), lapic(0x120), lapic(0x300)), ...store(lapic(0x300), 0x400fe),
    ...load(lapic(0x270))]],
  ['IA32_APIC_BASE', [[op.rdmsr, 0x1b, 0]]],
  ['ACPI: control and status', [...pci(1, 3, 0x40).slice(0, 1), [op.out32, 0xcfc, 0x601],
    ...pci(1, 3, 0x80).slice(0, 1), [op.out32, 0xcfc, 1], ...out(0x600, 1),
    ...read(0x600, 0x601, 0x602, 0x603), ...out(0x602, 1), ...read(0x602), ...out(0x602, 0)]],
];

let judged = 0;
afterAll(() => console.log(`devices of QEMU: ${judged} reads judged`));

describe('a device of QEMU', () => {
  it.each(scripts)('%s: reads the same here', (_name, steps) => {
    const rom = romOf(steps);
    const expected = onQemu(rom);

    expect(expected.length).toBeGreaterThan(0);
    expect(here(rom)).toEqual(expected);
    judged += expected.length;
  });
});
