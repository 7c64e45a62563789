/** Paging as a guest meets it: sizes, rights, accessed and dirty bits, stale translations. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';

const boot = (text: string, ring: 0 | 3 = 0): BareMachine =>
  bareMachine({ code: assemble(text), ring });

const bit = {
  present: 1n,
  write: 2n,
  user: 4n,
  accessed: 0x20n,
  dirty: 0x40n,
  large: 0x80n,
  global: 0x100n,
  noExecute: 1n << 63n,
} as const;
const usual = bit.present | bit.write | bit.user;
const page = 0x300000;

/** Maps the page at `page` by this entry. */
const map = (bare: BareMachine, entry: bigint): void => bare.poke64(bare.entryOf(page), entry);
const read = (from = page): string => `mov ${from}, %al`;
const write = `movb $1, ${page}`;
const faultOf = (bare: BareMachine): { code: bigint | undefined; address: bigint } | undefined =>
  bare.vector() === vector.pf ? { code: bare.frame(1)[0], address: bare.get('cr2') } : undefined;

describe('a translation', () => {
  it('of a 4 KiB page adds the offset in the page', () => {
    const bare = boot(`mov ${page + 0x123}, %al`);
    map(bare, BigInt(place.data) | usual);
    bare.poke(place.data + 0x123, [0x5a]);
    bare.step();

    expect(bare.get('rax')).toBe(0x5an);
  });

  it('of a 2 MiB page takes 21 bits of offset', () => {
    const bare = boot(`mov ${0x40000000 - 0x200000 + 0x123456}, %al`);
    bare.poke64(place.pd + 511 * 8, 0x200000n | bit.large | usual);
    bare.poke(0x323456, [0x5a]);
    bare.step();

    expect(bare.get('rax')).toBe(0x5an);
  });

  it('of a 1 GiB page takes 30 bits of offset', () => {
    const bare = boot(`mov ${0x40000000 + 0x345678}, %al`);
    bare.poke64(place.pdpt + 8, bit.large | usual);
    bare.poke(0x345678, [0x5a]);
    bare.step();

    expect(bare.get('rax')).toBe(0x5an);
  });

  it('of an access over two pages takes each page where it is', () => {
    const bare = boot(`mov ${page + 0xffe}, %eax; mov %eax, ${page + 0xffd}`);
    map(bare, BigInt(place.data) | usual);
    bare.poke64(bare.entryOf(page + 0x1000), BigInt(place.data + 0x5000) | usual);
    bare.poke(place.data + 0xffe, [1, 2]);
    bare.poke(place.data + 0x5000, [3, 4]);
    bare.step();
    expect(bare.get('rax')).toBe(0x04030201n);

    bare.step();
    expect(bare.peek64(place.data + 0xff8) >> 40n).toBe(0x030201n);
    expect(bare.peek64(place.data + 0x5000)).toBe(0x0404n);
  });
});

describe('a page fault', () => {
  it.each([
    ['a page that is not there', read(), 0, 0n, 0n],
    ['a write to a page that is not there', write, 0, 0n, 2n],
    ['a page that is not there, in ring 3', read(), 3, 0n, 4n],
    ['a page of the system, in ring 3', read(), 3, bit.present | bit.write, 5n],
    ['a write to a read-only page, in ring 3', write, 3, bit.present | bit.user, 7n],
    ['a reserved address bit', read(), 0, usual | (1n << 45n), 9n],
  ] as const)('on %s says so', (_what, text, ring, entry, code) => {
    const bare = boot(text, ring);
    map(bare, entry === 0n ? 0n : BigInt(page) | entry);
    bare.step();

    expect(faultOf(bare)).toEqual({ code, address: BigInt(page) });
  });

  it('on a reserved bit of a 2 MiB entry says so', () => {
    const bare = boot(`mov 1071644672, %al`);
    bare.poke64(place.pd + 511 * 8, 0x200000n | 0x2000n | bit.large | usual);
    bare.step();

    expect(faultOf(bare)?.code).toBe(9n);
  });

  it('on NX is one while EFER.NXE is clear, whoever reads', () => {
    const bare = boot(read());
    bare.set('efer', 0x501);
    map(bare, BigInt(page) | usual | bit.noExecute);
    bare.step();

    expect(faultOf(bare)?.code).toBe(9n);
  });

  it('on a write in ring 0 to a read-only page comes with CR0.WP only', () => {
    for (const [cr0, code] of [
      [0x80000011, undefined],
      [0x80010011, 3n],
    ] as const) {
      // prettier-ignore
      const bare = boot(write);
      bare.set('cr0', cr0);
      map(bare, BigInt(page) | bit.present);
      bare.step();

      expect(faultOf(bare)?.code).toBe(code);
    }
  });

  it('on a fetch from a page without execution says that it was a fetch', () => {
    const bare = boot(`mov $${page}, %eax; jmp *%rax`);
    map(bare, BigInt(page) | usual | bit.noExecute);
    bare.run(2);
    expect(bare.get('rip')).toBe(BigInt(page));

    bare.step();
    expect(faultOf(bare)).toEqual({ code: 0x11n, address: BigInt(page) });
  });

  it('on the second page of an access names that page, and nothing is written', () => {
    const bare = boot(`movl $-1, ${page + 0xffe}`);
    bare.poke64(bare.entryOf(page + 0x1000), 0n);
    bare.step();

    expect(faultOf(bare)).toEqual({ code: 2n, address: BigInt(page + 0x1000) });
    expect(bare.peek64(page + 0xff8)).toBe(0n);
  });

  it('on the second page of an instruction names that page', () => {
    const bare = boot('nop');
    bare.poke(page + 0xffe, [0xb8, 1]);
    bare.poke64(bare.entryOf(page + 0x1000), 0n);
    bare.set('rip', page + 0xffe);
    bare.step();

    expect(faultOf(bare)).toEqual({ code: 0x10n, address: BigInt(page + 0x1000) });
    expect(bare.frame(2)[1]).toBe(BigInt(page + 0xffe));
  });

  it('in ring 0 on a page of ring 3 comes of SMEP when it is fetched', () => {
    const bare = boot(`mov $${page}, %eax; jmp *%rax`);
    bare.poke64(bare.entryOf(place.code), BigInt(place.code) | bit.present | bit.write);
    bare.poke64(bare.entryOf(0x7000), 0x7000n | bit.present | bit.write);
    bare.set('cr4', 0x100020);
    bare.run(3);

    expect(faultOf(bare)?.code).toBe(0x11n);
  });
});

describe('accessed and dirty bits', () => {
  it('are set at all levels by a read, and dirty by a write only', () => {
    const bare = boot(`${read()}; ${write}`);
    map(bare, BigInt(page) | usual);
    bare.step();
    expect(bare.peek64(bare.entryOf(page))).toBe(BigInt(page) | usual | bit.accessed);
    expect(bare.peek64(place.pml4) & bit.accessed).toBe(bit.accessed);

    bare.step();
    expect(bare.peek64(bare.entryOf(page))).toBe(BigInt(page) | usual | bit.accessed | bit.dirty);
  });

  it('stay as they are where the access faults', () => {
    const bare = boot(write);
    map(bare, BigInt(page) | bit.present);
    bare.step();

    expect(bare.peek64(bare.entryOf(page))).toBe(BigInt(page) | bit.present);
  });
});

describe('the TLB', () => {
  const changeAfterRead = (text: string): BareMachine => {
    const bare = boot(`${read()}; ${text}; ${read()}`);
    bare.poke(place.data, [0x5a]);
    bare.step();
    map(bare, BigInt(place.data) | usual);
    return bare;
  };

  it('keeps a translation whose entry has changed', () => {
    const bare = changeAfterRead('nop');
    bare.run(2);

    expect(bare.get('rax')).toBe(0n);
  });

  it.each([`invlpg ${page}`, 'mov %cr3, %rcx; mov %rcx, %cr3', 'mov %cr4, %rcx; mov %rcx, %cr4'])(
    'forgets it with %s',
    (text) => {
      const bare = changeAfterRead(text);
      bare.run(text.includes(';') ? 3 : 2);

      expect(bare.get('rax')).toBe(0x5an);
    },
  );

  it('keeps global pages through a write of CR3, if CR4.PGE', () => {
    const bare = boot(
      `${read()}; mov %cr3, %rcx; mov %rcx, %cr3; ${read()}; invlpg ${page}; ${read()}`,
    );
    bare.set('cr4', 0xa0);
    map(bare, BigInt(page) | usual | bit.global);
    bare.poke(place.data, [0x5a]);
    bare.step();
    map(bare, BigInt(place.data) | usual);
    bare.run(3);
    expect(bare.get('rax')).toBe(0n);

    bare.run(2);
    expect(bare.get('rax')).toBe(0x5an);
  });

  it('does not keep that a page was absent or read-only for longer than the fault', () => {
    const bare = boot(write, 3);
    map(bare, BigInt(page) | bit.present | bit.user);
    bare.step();
    expect(faultOf(bare)?.code).toBe(7n);

    map(bare, BigInt(page) | usual);
    bare.poke(0x7000 + vector.pf * 16, assemble('add $8, %rsp; iretq'));
    bare.run(3);
    expect(bare.peek64(page)).toBe(1n);
  });
});

describe('an address that is not canonical', () => {
  it.each([
    ['mov (%rax), %cl', vector.gp],
    ['mov (%rcx,%rax), %cl', vector.gp],
    ['lea (%rax), %rbp; mov (%rbp), %cl', vector.ss],
  ])('is refused by %s', (text, number) => {
    const bare = boot(text);
    bare.set('rax', 0x8000_0000_0000n);
    bare.run(text.includes(';') ? 2 : 1);

    expect(bare.vector()).toBe(number);
    expect(bare.frame(1)[0]).toBe(0n);
  });
});

describe('without paging', () => {
  it('linear addresses are physical ones', () => {
    const bare = bareMachine({
      code: assemble('mov 0x345678, %al', place.code, 32),
      mode: 'protected',
    });
    bare.poke(0x345678, [0x5a]);
    bare.step();

    expect(bare.get('rax')).toBe(0x5an);
    expect(bare.engine.cell(0, cpuCell.cr0) >>> 31).toBe(0);
  });
});
