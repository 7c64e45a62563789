/** A flat ROM at the reset vector: where it lies, and that it is read-only. */
import { describe, expect, it } from 'vitest';
import { linearAddress, physicalAddress } from '../../../src/foundation/addresses.ts';
import { silentLog } from '../../../src/foundation/log.ts';
import { isRefused } from '../../../src/machine/boot/plan.ts';
import { planRom } from '../../../src/machine/boot/rom.ts';
import type { Computer } from '../../../src/machine/computer.ts';
import { createMachine } from '../../../src/machine/create.ts';
import type { Watch } from '../../../src/machine/machine.ts';
import { stateOf } from '../../../src/machine/state.ts';
import type { StopReason } from '../../../src/machine/stop.ts';
import { pageOfFrame } from '../../../src/memory/frames.ts';
import { assemble } from '../assemble.ts';

const kibibyte = 2 ** 10;
const mebibyte = 2 ** 20;

describe('a file', () => {
  it.each([0, 1, 64 * kibibyte - 1, 96 * kibibyte, 17 * mebibyte])(
    'of %i bytes is no ROM',
    (bytes) => {
      expect(isRefused(planRom(new Uint8Array(bytes), 4 * mebibyte))).toBe(true);
    },
  );

  it('of 256 KiB is a ROM, the last half of which is also below 1 MiB', () => {
    const rom = new Uint8Array(256 * kibibyte).fill(7, 128 * kibibyte);
    const plan = planRom(rom, 4 * mebibyte);

    expect(plan).toMatchObject({ writes: [{ physical: 0xe0000 }] });
    expect(isRefused(plan) ? [] : plan.writes[0]?.bytes).toEqual(
      new Uint8Array(128 * kibibyte).fill(7),
    );
  });

  it('does not fit beside 3 GiB of RAM', () => {
    expect(isRefused(planRom(new Uint8Array(64 * kibibyte), 3072 * mebibyte))).toBe(true);
  });
});

const romBytes = 64 * kibibyte;
const ramBytes = 4 * mebibyte;
const romAt = 2 ** 32 - romBytes;

/** A ROM with this 16-bit code at its beginning, to which the reset vector jumps. */
function machineWith(text: string): { machine: Computer; console: () => string } {
  const rom = new Uint8Array(romBytes).fill(0xf4);
  rom.set(assemble(text, 0, 16));
  // The segment of the reset vector is the ROM itself, until a far jump: this one is near.
  rom.set(assemble('jmp 0', 0xfff0, 16), 0xfff0);
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
  return { machine, console: () => String.fromCharCode(...shown) };
}

const run = (machine: Computer): StopReason =>
  machine.run({ resumed: [0], stepping: new Map(), budget: 1000 });

const toFlat = `cli; lgdtl %cs:gdtr; mov $1, %eax; mov %eax, %cr0; mov $8, %eax
  mov %eax, %ds; mov %eax, %es;`;
const gdt = '.align 8; gdt: .quad 0, 0x00cf93000000ffff; gdtr: .word 15; .word gdt, 0xffff';

describe('a machine with a ROM', () => {
  it('starts at the reset vector, 16 bytes below 4 GiB', () => {
    const { machine } = machineWith('nop');

    expect(machine.readRegister(0, 'rip')).toBe(0xfff0n);
    expect(machine.engine.linearRip(0)).toBe(0xfffffff0n);
    expect(machine.readLinear(0, linearAddress(0xfffffff0n), 3)).toEqual(
      assemble('jmp 0', 0xfff0, 16),
    );
  });

  it('executes it there, and its copy below 1 MiB', () => {
    const { machine, console } = machineWith(
      "mov $'h', %al; out %al, $0xe9; ljmp $0xf000, $low; low: mov $'i', %al; out %al, $0xe9; hlt",
    );
    run(machine);

    expect(console()).toBe('hi');
    expect(machine.engine.linearRip(0) >> 16n).toBe(0xfn);
  });

  it('reads it as data, and loses what is written to it', () => {
    const { machine } = machineWith(`${toFlat}
      mov $${romAt + 0x100}, %esi; mov (%esi), %ebx; movl $7, (%esi); mov (%esi), %ecx
      incl (%esi); mov (%esi), %edx; hlt; ${gdt}; .org 0x100; .long 0x12345678`);
    run(machine);

    expect(['rbx', 'rcx', 'rdx'].map((name) => machine.readRegister(0, name))).toEqual([
      0x12345678n,
      0x12345678n,
      0x12345678n,
    ]);
  });

  it('is watched in it, by the address that it has', () => {
    const { machine } = machineWith(`${toFlat}
      mov $${romAt + 0x100}, %esi; mov (%esi), %ebx; nop; mov 4(%esi), %ecx; hlt; ${gdt}`);
    const watch = (offset: number): Watch => ({
      physical: physicalAddress(romAt + offset),
      bytes: 4,
      access: 'access',
    });
    const [one, other] = [watch(0x100), watch(0x104)];
    machine.insertWatch(one);
    machine.insertWatch(other);

    const hit = { kind: 'watchpoint', cpu: 0, access: 'read' };
    expect(run(machine)).toEqual({ ...hit, physical: romAt + 0x100 });
    machine.removeWatch(one);
    expect(run(machine)).toEqual({ ...hit, physical: romAt + 0x104 });
    machine.removeWatch(other);
    expect(run(machine).kind).toBe('idle');
  });

  it('finds nothing right behind its RAM, although the ROM is kept there', () => {
    const { machine } = machineWith(`${toFlat} mov $0x400000, %esi; mov (%esi), %ebx; hlt; ${gdt}`);
    run(machine);

    expect(machine.readRegister(0, 'rbx')).toBe(0xffffffffn);
  });

  it('cannot be changed in it by a debugger', () => {
    const { machine } = machineWith('nop');

    expect(machine.writeLinear(0, linearAddress(0xfffffff0n), Uint8Array.of(0x90))).toBe(0);
  });

  it('goes back to a checkpoint as any other', () => {
    const { machine, console } = machineWith("mov $'x', %al; out %al, $0xe9; hlt");
    const state = stateOf(machine);
    const before = state.save();
    run(machine);
    state.load(before);
    run(machine);

    expect(console()).toBe('xx');
  });
});

it('the exchange of pages and frames is its own inverse', () => {
  const size = { ramPages: 1024, romPages: 16 };
  const pages = [0, 1023, 1024, 1039, 1040, 0xfffef, 0xffff0, 0xfffff, 0x100000];

  expect(pages.map((page) => pageOfFrame(page, size))).toEqual([
    0, 1023, 0xffff0, 0xfffff, 1040, 0xfffef, 1024, 1039, 0x100000,
  ]);
  expect(pages.map((page) => pageOfFrame(pageOfFrame(page, size), size))).toEqual(pages);
});
