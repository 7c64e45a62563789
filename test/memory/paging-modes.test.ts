/** Paging without long mode, and with five levels: how each is turned on, and what it translates. */
import { describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, gate, handlerOf, place, selector } from '../machine/bare-machine.ts';

const tables = { top: 0x20000, directory: 0x21000, page: 0x22000 } as const;
const far = 0x8123_4000;
const pse = 0x10;
const pae = 0x20;
const paging = 0x80000011;

/** 32-bit code; every vector has an interrupt gate of 8 bytes. */
function boot(text: string): BareMachine {
  const bare = bareMachine({ code: assemble(text, place.code, 32), mode: 'protected' });
  for (let at = 0; at < 32; at++) {
    const [low] = gate(BigInt(handlerOf(at)), { selector: selector.code32 });
    bare.poke64(place.idt + at * 8, low);
  }
  return bare;
}

const poke32 = (bare: BareMachine, at: number, value: number): void =>
  bare.poke(
    at,
    Array.from({ length: 4 }, (_, byte) => (value >>> (byte * 8)) & 0xff),
  );

/** The error code of a page fault delivered by 32-bit gates, or undefined. */
const faultOf = (bare: BareMachine): bigint | undefined =>
  bare.vector() === vector.pf ? bare.peek64(Number(bare.get('rsp'))) & 0xffffffffn : undefined;

const read = `mov ${far + 0x56}, %al`;
const turnOn = 'mov %eax, %cr0';

describe('32-bit paging', () => {
  /** The first 4 MiB as one page, `entry` for the table of `far`. */
  const boot32 = (text: string, entry: number, last = 0): BareMachine => {
    const bare = boot(text);
    poke32(bare, tables.top, 0x87);
    poke32(bare, tables.top + (far >>> 22) * 4, entry);
    poke32(bare, tables.page + ((far >>> 12) & 0x3ff) * 4, last);
    bare.set('cr3', tables.top);
    bare.set('cr4', pse);
    bare.set('rax', paging);
    bare.poke(place.data + 0x56, [0x5a]);
    return bare;
  };

  it('is turned on by CR0.PG without EFER.LME, and maps pages of 4 KiB', () => {
    const bare = boot32(`${turnOn}; ${read}`, tables.page | 7, place.data | 7);
    bare.run(2);

    expect(bare.get('rax') & 0xffn).toBe(0x5an);
    expect(bare.peek64(tables.page + 0x234 * 4) & 0xfffn).toBe(0x27n);
    expect(bare.computer.translate(0, linearAddress(far))).toBe(place.data);
  });

  it('maps pages of 4 MiB with CR4.PSE', () => {
    const bare = boot32(`${turnOn}; ${read}`, 0x87);
    bare.poke((far & 0x3fffff) + 0x56, [0x77]);
    bare.run(2);

    expect(bare.get('rax') & 0xffn).toBe(0x77n);
    expect(bare.computer.translate(0, linearAddress(far))).toBe(far & 0x3fffff);
  });

  it('ignores the page size bit without CR4.PSE', () => {
    const bare = boot32(`${turnOn}; ${read}`, tables.page | 0x87, place.data | 7);
    poke32(bare, tables.top, tables.directory | 7);
    for (let at = 0; at < 1024; at++) poke32(bare, tables.directory + at * 4, (at << 12) | 7);
    bare.set('cr4', 0);
    bare.run(2);

    expect(bare.get('rax') & 0xffn).toBe(0x5an);
  });

  it.each([
    ['a table that is not there', 0, 0, 0n],
    ['a page that is not there', tables.page | 7, 0, 0n],
    ['a reserved bit of a 4 MiB page, as PSE-36 is absent', 0x2087, 0, 9n],
  ])('faults on %s', (_what, entry, last, code) => {
    const bare = boot32(`${turnOn}; ${read}`, entry, last);
    bare.run(2);

    expect(faultOf(bare)).toBe(code);
    expect(bare.get('cr2')).toBe(BigInt(far + 0x56));
  });

  it('has entries of 32 bits: a fetch is not told apart while there is no NX and no SMEP', () => {
    const bare = boot32(`${turnOn}; mov $${far}, %eax; jmp *%eax`, 0);
    bare.set('efer', 0x800);
    bare.run(4);

    expect(faultOf(bare)).toBe(0n);
  });
});

describe('PAE paging', () => {
  const bootPae = (text: string, entry: bigint, last = 0n): BareMachine => {
    const bare = boot(text);
    bare.poke64(tables.top, BigInt(tables.directory) | 1n);
    bare.poke64(tables.directory, 0x87n);
    bare.poke64(tables.top + 16, BigInt(tables.page) | 1n);
    bare.poke64(tables.page + ((far >>> 21) & 511) * 8, entry);
    bare.poke64(0x23000 + ((far >>> 12) & 511) * 8, last);
    bare.set('cr3', tables.top);
    bare.set('cr4', pae);
    bare.set('rax', paging);
    bare.poke(place.data + 0x56, [0x5a]);
    return bare;
  };

  it('maps pages of 4 KiB', () => {
    const bare = bootPae(`${turnOn}; ${read}`, 0x23007n, BigInt(place.data) | 7n);
    bare.run(2);

    expect(bare.get('rax') & 0xffn).toBe(0x5an);
    expect(bare.computer.translate(0, linearAddress(far))).toBe(place.data);
  });

  it('maps pages of 2 MiB', () => {
    const bare = bootPae(`${turnOn}; ${read}`, 0x200087n);
    bare.poke(0x200000 + (far & 0x1fffff) + 0x56, [0x66]);
    bare.run(2);

    expect(bare.get('rax') & 0xffn).toBe(0x66n);
  });

  it('has NX', () => {
    const text = `${turnOn}; mov $${far}, %eax; jmp *%eax`;
    const bare = bootPae(text, 0x23007n, BigInt(place.data) | 7n | (1n << 63n));
    bare.set('efer', 0x800);
    bare.run(4);

    expect(faultOf(bare)).toBe(0x11n);
  });

  it('reserves bits 62 to 52, which long mode ignores', () => {
    const bare = bootPae(`${turnOn}; ${read}`, 0x23007n, BigInt(place.data) | 7n | (1n << 52n));
    bare.run(2);

    expect(faultOf(bare)).toBe(9n);
  });

  it('keeps its directory pointers until CR3 is written again', () => {
    const bare = bootPae(`${turnOn}; mov %cr3, %ecx; ${read}; mov %ecx, %cr3; ${read}`, 0x23007n, BigInt(place.data) | 7n); // prettier-ignore
    bare.run(2);
    bare.poke64(tables.top + 16, 0n);
    bare.step();
    expect(bare.get('rax') & 0xffn).toBe(0x5an);

    bare.run(2);
    expect(faultOf(bare)).toBe(0n);
  });

  it.each([
    ['MOV to CR0', turnOn, 1],
    ['MOV to CR3', `${turnOn}; mov %ecx, %cr3`, 2],
  ])('refuses reserved bits of a directory pointer at %s with #GP', (_what, text, steps) => {
    const bare = bootPae(text, 0x23007n);
    const other = 0x24000;
    bare.poke64(other, 3n);
    bare.set('rcx', other);
    if (steps === 1) bare.poke64(tables.top + 8, 3n);
    bare.run(steps);

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.get('cr3')).toBe(BigInt(tables.top));
  });
});

describe('five-level paging', () => {
  const wide = 0x0012_3456_7890_0123n;
  /** As `pml4` below a fifth level, which maps all of the lower half by its first table. */
  function bootWide(text: string): BareMachine {
    const bare = bareMachine({ code: assemble(text) });
    bare.poke64(tables.top, BigInt(place.pml4) | 7n);
    bare.set('cr3', tables.top);
    bare.engine.setCell64(0, cpuCell.cr4, 0x1020n);
    bare.engine.exports.flushTlb(0x10000);
    return bare;
  }

  it('translates bits 56 to 48 first', () => {
    const bare = bootWide('mov (%rax), %cl');
    const index = (shift: bigint): number => Number((wide >> shift) & 511n) * 8;
    bare.poke64(tables.top + index(48n), 0x30007n);
    bare.poke64(0x30000 + index(39n), 0x31007n);
    bare.poke64(0x31000 + index(30n), 0x32007n);
    bare.poke64(0x32000 + index(21n), 0x33007n);
    bare.poke64(0x33000 + index(12n), BigInt(place.data) | 7n);
    bare.poke(place.data + 0x123, [0x5a]);
    bare.set('rax', wide);
    bare.step();

    expect(bare.get('rcx')).toBe(0x5an);
    expect(bare.computer.translate(0, linearAddress(wide))).toBe(place.data + 0x123);
  });

  it('makes addresses of 57 bits canonical, and no others', () => {
    const [good, bad] = [bootWide('jmp *%rax'), bootWide('jmp *%rax')];
    good.set('rax', 0xff00_0000_0000_0000n);
    bad.set('rax', 0x0100_0000_0000_0000n);
    good.step();
    bad.step();

    expect([good.vector(), bad.vector()]).toEqual([undefined, vector.gp]);
    expect(good.get('rip')).toBe(0xff00_0000_0000_0000n);
  });

  it('cannot be turned on or off in long mode', () => {
    const bare = bareMachine({ code: assemble('mov %rax, %cr4') });
    bare.set('rax', 0x1020);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
  });
});

describe('process-context identifiers', () => {
  const page = 0x300000;
  const bootTagged = (text: string): BareMachine => {
    const bare = bareMachine({ code: assemble(text) });
    bare.set('cr4', 0x20020);
    bare.poke(place.data, [0x5a]);
    return bare;
  };
  const move = (bare: BareMachine): void =>
    bare.poke64(bare.entryOf(page), BigInt(place.data) | 7n);

  it('let a write of CR3 keep what is known of its context, by bit 63', () => {
    const bare = bootTagged(`mov ${page}, %bl; mov %rax, %cr3; mov ${page}, %bl`);
    bare.set('rax', (1n << 63n) | BigInt(place.pml4));
    bare.step();
    move(bare);
    bare.run(2);

    expect(bare.get('rbx')).toBe(0n);
    expect(bare.get('cr3')).toBe(BigInt(place.pml4));
  });

  it('never let one context see what another knows', () => {
    const bare = bootTagged(`mov ${page}, %bl; mov %rax, %cr3; mov ${page}, %bl`);
    bare.set('rax', (1n << 63n) | BigInt(place.pml4) | 7n);
    bare.step();
    move(bare);
    bare.run(2);

    expect(bare.get('rbx')).toBe(0x5an);
  });

  it('cannot be turned on outside of long mode, nor while CR3 names a context', () => {
    const outside = boot('mov %eax, %cr4');
    const named = bareMachine({ code: assemble('mov %rax, %cr4') });
    named.set('cr3', BigInt(place.pml4) | 7n);
    for (const bare of [outside, named]) {
      bare.set('rax', 0x20020);
      bare.step();
    }

    expect([outside.vector(), named.vector()]).toEqual([vector.gp, vector.gp]);
  });
});
