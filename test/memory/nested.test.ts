/** Nested paging: what a guest reaches, and what its hypervisor learns when it does not (APM 2 15.25). */
import { describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { control, exit } from '../../src/isa/svm/vmcb.ts';
import { vector } from '../../src/isa/vectors.ts';
import type { Guest } from '../isa/svm/guest.ts';
import { guestOf, guestPlace, saved } from '../isa/svm/guest.ts';
import { place, ramBytes } from '../machine/bare-machine.ts';

/** Where the nested tables lie: four pages, the last one for the 2 MiB from `guestPlace.code`. */
const tables = { pml4: 0x500000, pdpt: 0x501000, pd: 0x502000, pt: 0x503000 } as const;
const user = 7n;
const large = 0x80n;
const final = 1n << 32n;
const table = 1n << 33n;

/** All of RAM at its own address by 2 MiB pages, but for the guest's code: 4 KiB pages. */
function nest(guest: Guest): void {
  const { bare } = guest;
  bare.poke64(tables.pml4, BigInt(tables.pdpt) | user);
  bare.poke64(tables.pdpt, BigInt(tables.pd) | user);
  for (let at = 0; at < ramBytes; at += 0x200000) {
    bare.poke64(tables.pd + (at >> 21) * 8, BigInt(at) | user | large);
  }
  bare.poke64(tables.pd + (guestPlace.code >> 21) * 8, BigInt(tables.pt) | user);
  for (let page = 0; page < 512; page++) {
    bare.poke64(tables.pt + page * 8, BigInt(guestPlace.code + page * 0x1000) | user);
  }
  guest.set(control.nestedPaging, 1);
  guest.set(control.nestedCr3, tables.pml4);
  guest.set(saved.pat, 0x0007_0406_0007_0406n);
}

const nestedEntry = (physical: number): number => tables.pt + ((physical >> 12) & 511) * 8;
const data = guestPlace.code + 0x10000;

function guestRunning(code: string): Guest {
  const guest = guestOf({ code });
  nest(guest);
  return guest;
}

describe('a guest under nested paging', () => {
  it('runs through both dimensions', () => {
    const guest = guestRunning(`movl $5, ${data}; mov ${data}, %ebx; vmmcall`);
    guest.bare.poke64(nestedEntry(data), BigInt(place.data) | user);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.bare.get('rbx')).toBe(5n);
    expect(guest.bare.peek64(place.data)).toBe(5n);
    expect(guest.bare.peek64(data)).toBe(0n);
  });

  it('has accessed and dirty bits set in both', () => {
    const guest = guestRunning(`movl $5, ${data}; vmmcall`);
    guest.untilExit();

    expect(guest.bare.peek64(nestedEntry(data)) & 0x60n).toBe(0x60n);
    expect(guest.bare.peek64(nestedEntry(guestPlace.code)) & 0x60n).toBe(0x20n);
    expect(guest.bare.peek64(guest.bare.entryOf(data)) & 0x60n).toBe(0x60n);
    expect(guest.bare.peek64(tables.pml4) & 0x20n).toBe(0x20n);
  });

  it('with paging off uses its physical addresses', () => {
    const guest = guestOf({ code: `movl $5, ${data}; vmmcall`, bits: 32 });
    nest(guest);
    guest.set(saved.cr0, 0x11);
    guest.set(saved.efer, 0x1000);
    guest.set(saved.cs, 0x20n | (0xc9bn << 16n) | (0xffffffffn << 32n));
    guest.bare.poke64(nestedEntry(data), BigInt(place.data) | user);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.bare.peek64(place.data)).toBe(5n);
  });

  it('has a PAT of its own, the host keeps its', () => {
    const guest = guestRunning('mov $0x277, %ecx; rdmsr; mov $6, %al; wrmsr; vmmcall');
    const before = guest.bare.engine.cell64(0, 0x290);
    guest.set(saved.pat, 0x0007_0406_0007_0401n);
    guest.untilExit();

    expect(guest.get(saved.pat)).toBe(0x0007_0406_0007_0406n);
    expect(guest.bare.engine.cell64(0, 0x290)).toBe(before);
  });

  it('is seen by a debugger as it sees itself', () => {
    const guest = guestRunning('nop; nop');
    guest.bare.poke64(nestedEntry(data), BigInt(place.data) | user);
    guest.bare.poke64(place.data, 0x1234n);
    guest.bare.step();
    const bytes = guest.bare.computer.readLinear(0, linearAddress(data), 2);

    expect([...bytes]).toEqual([0x34, 0x12]);
    expect(guest.bare.computer.translate(0, linearAddress(data))).toBe(place.data);
  });

  it('that sets its own tables up under PAE paging reads its directory pointers through the nested ones', () => {
    const guest = guestOf({ code: `mov ${data}, %ebx; vmmcall`, bits: 32 });
    nest(guest);
    const directory = guestPlace.code + 0x20000;
    guest.bare.poke64(directory, BigInt(place.pd) | 1n);
    guest.bare.poke64(place.data, 77n);
    guest.bare.poke64(nestedEntry(data), BigInt(place.data) | user);
    guest.set(saved.cr3, directory);
    guest.set(saved.cr0, 0x80000011);
    guest.set(saved.efer, 0x1000);
    guest.set(saved.cs, 0x20n | (0xc9bn << 16n) | (0xffffffffn << 32n));
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.bare.get('rbx')).toBe(77n);
  });
});

describe('a nested page fault', () => {
  let guest: Guest;
  const faults = (code: string, entry: number, value: bigint): void => {
    guest = guestRunning(code);
    guest.bare.poke64(entry, value);
    guest.untilExit();
  };

  it.each([
    ['of a read where nothing is mapped', `mov ${data + 8}, %eax`, 0n, 4n | final],
    ['of a write where nothing is mapped', `mov %eax, ${data + 8}`, 0n, 6n | final],
    ['of a write to a read-only page', `mov %eax, ${data + 8}`, BigInt(data) | 5n, 7n | final],
    ['of a page for ring 0 only', `mov ${data + 8}, %eax`, BigInt(data) | 3n, 5n | final],
    ['of reserved bits', `mov ${data + 8}, %eax`, (1n << 45n) | 7n, 13n | final],
  ])('%s says why and where', (_what, code, value, info) => {
    faults(code, nestedEntry(data), value);

    expect(guest.exitCode()).toBe(exit.nestedPageFault);
    expect(guest.get(control.exitInfo1)).toBe(info);
    expect(guest.get(control.exitInfo2)).toBe(BigInt(data + 8));
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code));
    expect(guest.get(saved.cr2)).toBe(0n);
  });

  it('of a fetch says so', () => {
    const noExecute = 1n << 63n;
    faults('nop', nestedEntry(guestPlace.code), BigInt(guestPlace.code) | user | noExecute);

    expect(guest.exitCode()).toBe(exit.nestedPageFault);
    expect(guest.get(control.exitInfo1)).toBe(0x15n | final);
    expect(guest.get(control.exitInfo2)).toBe(BigInt(guestPlace.code));
  });

  it("of the guest's own tables counts as a write, by the address of the entry", () => {
    const moved = guestPlace.code + 0x30000;
    guest = guestRunning('nop');
    guest.set(saved.cr3, moved);
    guest.bare.poke64(moved, guest.bare.peek64(place.pml4));
    guest.bare.poke64(nestedEntry(moved), BigInt(moved) | 5n);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.nestedPageFault);
    expect(guest.get(control.exitInfo1)).toBe(7n | table);
    expect(guest.get(control.exitInfo2)).toBe(BigInt(moved));
  });

  it("gives way to a fault of the guest's own", () => {
    guest = guestRunning(`mov %eax, ${data}`);
    guest.intercept(exit.exception + vector.pf);
    guest.bare.poke64(guest.bare.entryOf(data), 0n);
    guest.bare.poke64(nestedEntry(data), 0n);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.pf);
    expect(guest.get(control.exitInfo1)).toBe(2n);
  });

  it('while an event is delivered leaves it in EXITINTINFO', () => {
    const idt = guestPlace.code + 0x40000;
    guest = guestRunning('ud2');
    guest.set(saved.idtr + 8, idt);
    guest.bare.poke64(nestedEntry(idt), 0n);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.nestedPageFault);
    expect(guest.get(control.exitIntInfo)).toBe(0x80000306n);
    expect(guest.get(control.exitInfo2)).toBe(BigInt(idt + 6 * 16));
  });

  it('that is mended is no more: the instruction runs again', () => {
    faults(`movl $9, ${data}; vmmcall`, nestedEntry(data), 0n);
    guest.bare.poke64(nestedEntry(data), BigInt(place.data) | user);
    guest.bare.set('rip', place.code);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.bare.peek64(place.data)).toBe(9n);
  });
});

describe('writes of a guest', () => {
  it('that read first still set the nested dirty bit', () => {
    const guest = guestRunning(`mov ${data}, %eax; movl $1, ${data}; vmmcall`);
    guest.untilExit();

    expect(guest.bare.peek64(nestedEntry(data)) & 0x60n).toBe(0x60n);
  });

  it('are refused by nested tables also when the guest has read there before', () => {
    const guest = guestRunning(`mov ${data}, %eax; movl $1, ${data}; vmmcall`);
    guest.bare.poke64(nestedEntry(data), BigInt(data) | 5n);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.nestedPageFault);
    expect(guest.get(control.exitInfo1)).toBe(7n | final);
  });
});
