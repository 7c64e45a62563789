/** Breakpoints: beside memory, by linear address, exact whatever happens to the bytes. */
import { describe, expect, it } from 'vitest';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';

const at = (offset: number): ReturnType<typeof linearAddress> => linearAddress(place.code + offset);
const boot = (text: string): BareMachine => bareMachine({ code: assemble(text), quantum: 100 });
const hit = (offset: number): object => ({ kind: 'breakpoint', cpu: 0, address: at(offset) });

describe('a breakpoint', () => {
  it('stops before its instruction, at that moment', () => {
    const bare = boot('nop; nop; nop');
    bare.computer.insertBreakpoint(at(2));

    expect(bare.run(100)).toEqual(hit(2));
    expect(bare.computer.moment).toBe(2);
    expect(bare.get('rip')).toBe(at(2));
  });

  it('is not a byte in memory', () => {
    const bare = boot('nop; nop');
    const before = bare.computer.readPhysical(physicalAddress(place.code), 16);
    bare.computer.insertBreakpoint(at(1));
    bare.run(100);

    expect(bare.computer.readPhysical(physicalAddress(place.code), 16)).toEqual(before);
  });

  it('stops every time, and not once it is removed', () => {
    const bare = boot('1: nop; jmp 1b');
    bare.computer.insertBreakpoint(at(1));
    expect(bare.run(100)).toEqual(hit(1));
    bare.computer.removeBreakpoint(at(1));
    bare.run(3);
    bare.computer.insertBreakpoint(at(1));
    expect(bare.run(100)).toEqual(hit(1));
    bare.computer.removeBreakpoint(at(1));

    expect(bare.run(100).kind).toBe('budget');
  });

  it('is hit by the linear address only: another mapping of the page passes', () => {
    const alias = 0x400000;
    const bare = boot('nop; nop; 1: jmp 1b');
    bare.poke64(bare.entryOf(alias), BigInt(place.code) | 7n);
    bare.computer.insertBreakpoint(at(1));
    bare.set('rip', alias);

    expect(bare.run(10).kind).toBe('budget');
    bare.set('rip', place.code);
    expect(bare.run(10)).toEqual(hit(1));
  });

  it('is not hit where it stands in the middle of an instruction', () => {
    const bare = boot('mov $1, %eax; 1: jmp 1b');
    bare.computer.insertBreakpoint(at(2));

    expect(bare.run(10).kind).toBe('budget');
  });

  it('stops at an instruction over the end of a page', () => {
    const bare = boot('nop');
    const start = place.code + 0xffe;
    bare.poke(start, assemble('mov $0x12345678, %eax; 1: jmp 1b', start));
    bare.set('rip', start);
    bare.computer.insertBreakpoint(linearAddress(start));
    expect(bare.run(10).kind).toBe('breakpoint');

    bare.computer.removeBreakpoint(linearAddress(start));
    bare.run(1);
    expect(bare.get('rax')).toBe(0x12345678n);
  });

  it('stays on a byte that the guest patches', () => {
    const bare = boot('1: nop; nop; movb $0xcc, 1b(%rip); jmp 1b');
    bare.computer.insertBreakpoint(at(0));
    expect(bare.run(1)).toEqual(hit(0));
    bare.computer.removeBreakpoint(at(0));
    bare.run(1);
    bare.computer.insertBreakpoint(at(0));

    expect(bare.run(100)).toEqual(hit(0));
    expect(bare.computer.readPhysical(physicalAddress(place.code), 1)).toEqual(Uint8Array.of(0xcc));
  });

  it('stops before the fault of a fetch, which comes when it is gone (SDM 3A table 6-2)', () => {
    const bare = boot('mov $0x2000000, %eax; jmp *%rax');
    bare.computer.insertBreakpoint(linearAddress(0x2000000));

    expect(bare.run(3).kind).toBe('breakpoint');
    bare.computer.removeBreakpoint(linearAddress(0x2000000));
    expect(bare.run(1).kind).toBe('budget');
    expect(bare.vector()).toBe(14);
  });

  it('lets an event of the same moment go first', () => {
    const bare = boot('nop; nop');
    bare.computer.insertBreakpoint(at(1));
    bare.run(1);
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.run(1);

    expect(bare.vector()).toBe(2);
  });
});

describe('the guest own INT3', () => {
  it('is an exception, not a stop', () => {
    const bare = boot('int3');

    expect(bare.run(1).kind).toBe('budget');
    expect(bare.vector()).toBe(3);
    expect(bare.frame(1)[0]).toBe(at(1));
  });
});

describe('more code than there is room for', () => {
  it('is decoded anew and goes on as before', () => {
    const bare = boot(
      '1: inc %rbx; mov $0x110000, %eax; 2: call *%rax; add $0x1000, %eax; cmp $0x700000, %eax; jb 2b; jmp 1b',
    );
    for (let page = 0x110000; page < 0x700000; page += 0x1000) bare.poke(page, [0xc3]);
    bare.set('rbx', 0);
    bare.run(40_000);

    expect(bare.get('rbx')).toBeGreaterThan(3n);
    expect(bare.vector()).toBeUndefined();
  });
});

describe('a counter', () => {
  it('counts each time its instruction is begun, and stops nobody', () => {
    const bare = boot('mov $5, %ecx; 1: dec %ecx; jnz 1b; 2: jmp 2b');
    bare.computer.insertCounter(at(5));

    expect(bare.run(100).kind).toBe('budget');
    expect([...bare.computer.counts]).toEqual([[at(5), 5]]);
    bare.computer.removeCounter(at(5));
    expect(bare.computer.counts.size).toBe(0);
  });

  it('counts once where a breakpoint stops before the instruction', () => {
    const bare = boot('nop; nop; 1: jmp 1b');
    bare.computer.insertCounter(at(1));
    bare.computer.insertBreakpoint(at(1));

    expect([bare.run(100), bare.run(100)]).toEqual([hit(1), hit(1)]);
    expect(bare.computer.counts.get(at(1))).toBe(0);
    bare.computer.removeBreakpoint(at(1));
    bare.run(100);
    expect(bare.computer.counts.get(at(1))).toBe(1);
  });

  it('counts from 0 again when it is inserted again', () => {
    const bare = boot('1: jmp 1b');
    bare.computer.insertCounter(at(0));
    bare.run(7);
    bare.computer.insertCounter(at(0));
    bare.run(3);

    expect(bare.computer.counts.get(at(0))).toBe(3);
  });
});

describe('many breakpoints', () => {
  it('cost nothing where none stands: a record is asked once', () => {
    const bare = boot('1: nop; nop; nop; jmp 1b');
    let asked = 0;
    const { code } = bare.computer.engine;
    const meets = code.meets.bind(code);
    code.meets = (address, cpu, record) => (asked++, meets(address, cpu, record));
    for (let page = 1; page <= 100; page += 1) {
      for (let byte = 0; byte < 5; byte += 1) {
        bare.computer.insertBreakpoint(linearAddress(0x100_0000 + page * 4096 + byte));
      }
    }
    bare.run(10_000);
    expect(asked).toBeLessThanOrEqual(5);
  });

  it('are asked again in a page that has a second linear address', () => {
    const alias = 0x400000;
    const bare = boot('1: nop; nop; nop; jmp 1b');
    bare.poke64(bare.entryOf(alias), BigInt(place.code) | 7n);
    bare.computer.insertBreakpoint(linearAddress(alias + 2));
    expect(bare.run(1000).kind).toBe('budget');
    bare.set('rip', alias);
    expect(bare.run(10)).toMatchObject({ kind: 'breakpoint', address: BigInt(alias + 2) });
    bare.set('rip', place.code);
    expect(bare.run(1000).kind).toBe('budget');
  });

  it('at one address all have their say', () => {
    const bare = boot('1: nop; nop; jmp 1b');
    const [never, always] = [() => false, () => true];
    bare.computer.insertBreakpoint(at(1), never);
    expect(bare.run(100).kind).toBe('budget');
    bare.computer.insertBreakpoint(at(1), always);
    expect(bare.run(100)).toEqual(hit(1));
    bare.computer.removeBreakpoint(at(1), always);
    expect(bare.run(100).kind).toBe('budget');
  });

  it('with a rule see the machine as it is before the instruction', () => {
    const bare = boot('xor %eax, %eax; 1: inc %eax; jmp 1b');
    const moments: number[] = [];
    bare.computer.insertBreakpoint(at(2), () => {
      moments.push(bare.computer.moment);
      return bare.computer.readRegister(0, 'rax') === 7n;
    });
    expect(bare.run(100)).toEqual(hit(2));
    expect(bare.computer.readRegister(0, 'rip')).toBe(at(2));
    expect(moments).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
    expect(bare.computer.moment).toBe(15);
  });
});
