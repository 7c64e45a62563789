/** The guest's own breakpoints, single steps, and their order against MOV SS, INT3 and SYSCALL. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, handlerOf, place, selector } from '../machine/bare-machine.ts';

const kinds = { execution: 0, writes: 1, ports: 2, accesses: 3 } as const;
const lengths = { 1: 0, 2: 1, 4: 3, 8: 2 } as const;
const enabled = (kind: keyof typeof kinds, bytes: keyof typeof lengths = 1): bigint =>
  0x402n | (BigInt(kinds[kind] | (lengths[bytes] << 2)) << 16n);

const setUp = 'mov %rax, %dr0; mov %rbx, %dr7';
const setUpSteps = 2;

/** Breakpoint 0 at `at`, set by the guest itself, in front of `text`. */
function boot(text: string, at: number, dr7: bigint): BareMachine {
  const bare = bareMachine({ code: assemble(`${setUp}; ${text}`) });
  bare.set('rax', at);
  bare.set('rbx', dr7);
  bare.run(setUpSteps);
  return bare;
}

const setUpBytes = assemble(setUp).length;
const start = place.code + setUpBytes;
const dr6 = (bare: BareMachine): number => bare.engine.cell(0, cpuCell.dr6) & 0xe00f;
const isDebug = (bare: BareMachine): boolean => bare.vector() === vector.db;
/** The rip that #DB pushed. */
const pushedRip = (bare: BareMachine): number => Number(bare.frame(1)[0]);

describe('an I/O breakpoint', () => {
  it('is a trap behind the instruction that uses its port, with CR4.DE', () => {
    const bare = boot('in $0x71, %al; nop', 0x70, enabled('ports', 2));
    bare.set('cr4', 0x28);
    bare.step();

    expect(isDebug(bare)).toBe(true);
    expect([pushedRip(bare), dr6(bare)]).toEqual([start + 2, 1]);
  });

  it('waits for nothing without CR4.DE, or at another port', () => {
    const deaf = boot('in $0x70, %al; nop', 0x70, enabled('ports'));
    deaf.step();
    const beside = boot('in $0x71, %al; nop', 0x70, enabled('ports'));
    beside.set('cr4', 0x28);
    beside.step();

    expect([isDebug(deaf), isDebug(beside)]).toEqual([false, false]);
  });
});

describe('an instruction breakpoint', () => {
  it('is a fault: the instruction has not begun, DR6 names the breakpoint, RF is not pushed', () => {
    const bare = boot('nop; inc %ecx', start + 1, enabled('execution'));
    bare.run(2);

    expect(isDebug(bare)).toBe(true);
    expect(pushedRip(bare)).toBe(start + 1);
    expect(dr6(bare)).toBe(1);
    expect((bare.frame(3)[2] ?? 0n) & 0x10000n).toBe(0n);
  });

  it('lets one instruction past where the handler sets RF, and no more', () => {
    const bare = boot('inc %ecx; jmp .-2', start, enabled('execution'));
    bare.poke(handlerOf(vector.db), assemble('orl $0x10000, 16(%rsp); iretq'));
    bare.set('rcx', 0);
    bare.run(4);
    expect([bare.get('rcx'), bare.get('rip')]).toEqual([1n, BigInt(start + 2)]);

    bare.run(2);
    expect(isDebug(bare)).toBe(true);
  });

  it('is not looked for behind MOV SS', () => {
    const bare = boot('mov %ecx, %ss; inc %edx; inc %edx', start + 2, enabled('execution'));
    bare.set('rcx', selector.data);
    bare.run(3);

    expect(isDebug(bare)).toBe(false);
  });

  it('comes before a fault of the fetch, and behind an NMI', () => {
    const far = 0x2000000;
    const bare = boot(`mov $${far}, %edx; jmp *%rdx`, far, enabled('execution'));
    bare.run(2);
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.step();
    expect(bare.vector()).toBe(vector.nmi);

    bare.poke(handlerOf(vector.nmi), assemble('iretq'));
    bare.set('rip', handlerOf(vector.nmi));
    bare.run(2);
    expect(isDebug(bare)).toBe(true);
  });

  it('that is not enabled does nothing', () => {
    const bare = boot('nop; nop', start, 0x400n);
    bare.run(2);

    expect(bare.get('rip')).toBe(BigInt(start + 2));
  });
});

describe('a data breakpoint', () => {
  it.each([
    ['writes', 1, `movb $1, ${place.data}`, true],
    ['writes', 1, `mov ${place.data}, %cl`, false],
    ['writes', 1, `movb $1, ${place.data + 1}`, false],
    ['accesses', 4, `mov ${place.data + 3}, %cl`, true],
    ['accesses', 4, `mov ${place.data + 4}, %cl`, false],
    ['accesses', 8, `mov ${place.data - 1}, %cx`, true],
    ['accesses', 8, `mov ${place.data - 2}, %cx`, false],
  ] as const)('for %s of %i bytes at %s: %s', (kind, bytes, text, hits) => {
    const bare = boot(`${text}; nop`, place.data, enabled(kind, bytes));
    bare.run(2);

    expect(isDebug(bare)).toBe(hits);
  });

  it('is a trap: the access is done, rip is behind it', () => {
    const text = `movb $7, ${place.data}`;
    const bare = boot(text, place.data, enabled('writes'));
    bare.run(2);

    expect(bare.peek64(place.data) & 0xffn).toBe(7n);
    expect(pushedRip(bare)).toBe(start + assemble(text).length);
    expect(dr6(bare)).toBe(1);
  });

  it('hits each time, also where the page is known already', () => {
    const text = `mov %cl, ${place.data + 8}; mov %cl, ${place.data}`;
    const bare = boot(`${text}; ${text}`, place.data, enabled('writes'));
    bare.poke(handlerOf(vector.db), assemble('incl %esi; iretq'));
    bare.set('rsi', 0);
    bare.run(9);

    expect(bare.get('rsi')).toBe(2n);
  });

  it('stops REP between two iterations', () => {
    const bare = boot('rep stosb', place.data + 2, enabled('writes'));
    bare.set('rdi', place.data);
    bare.set('rcx', 8);
    bare.run(4);

    expect(isDebug(bare)).toBe(true);
    expect([bare.get('rcx'), pushedRip(bare)]).toEqual([5n, start]);
  });

  it('of an instruction that faults has not been met', () => {
    const bare = boot(`push ${place.data}`, place.data, enabled('accesses'));
    bare.set('rsp', 0x3000000);
    bare.poke64(place.idt + vector.pf * 16, bare.peek64(place.idt + vector.pf * 16) | (1n << 32n));
    bare.step();

    expect(bare.vector()).toBe(vector.pf);
    expect(dr6(bare)).toBe(0);
  });

  it('met by MOV SS waits for the INT3 behind it, and comes in its handler (CVE-2018-8897)', () => {
    const bare = boot(`mov ${place.data}, %ss; int3`, place.data, enabled('accesses'));
    bare.poke64(place.data, BigInt(selector.data));
    bare.run(2);

    expect(isDebug(bare)).toBe(true);
    expect(pushedRip(bare)).toBe(handlerOf(vector.bp));
  });
});

describe('general detect', () => {
  it('is a #DB in front of any access to a debug register, once', () => {
    const bare = boot('mov %dr0, %rcx', place.data, 0x2400n);
    bare.set('rcx', 5);
    bare.step();

    expect(isDebug(bare)).toBe(true);
    expect([dr6(bare), bare.get('rcx'), pushedRip(bare)]).toEqual([0x2000, 5n, start]);
    expect(bare.engine.cell(0, cpuCell.dr7) & 0x2000).toBe(0);
  });
});

describe('a single step', () => {
  const stepping = (text: string): BareMachine => {
    const bare = bareMachine({ code: assemble(text) });
    bare.set('eflags', 0x102);
    return bare;
  };

  it('of REP is one iteration', () => {
    const bare = stepping('rep stosb');
    bare.set('rdi', place.data);
    bare.set('rcx', 8);
    bare.run(2);

    expect(isDebug(bare)).toBe(true);
    expect([bare.get('rcx'), pushedRip(bare), dr6(bare)]).toEqual([7n, place.code, 0x4000]);
  });

  it('of MOV SS goes on to the end of the next instruction', () => {
    const bare = stepping('mov %ecx, %ss; nop; nop');
    bare.set('rcx', selector.data);
    bare.run(3);

    expect(pushedRip(bare)).toBe(place.code + 3);
  });

  it('of a data access that a breakpoint waits for says both', () => {
    const bare = boot(`movb $1, ${place.data}`, place.data, enabled('writes'));
    bare.set('eflags', 0x102);
    bare.run(2);

    expect(dr6(bare)).toBe(0x4001);
  });
});

describe('a data breakpoint that MOV SS meets', () => {
  const watched = `mov ${place.data}, %ss`;
  const bytes = assemble(watched).length;
  const meet = (
    behind: string,
    prepare: (bare: BareMachine) => void = () => undefined,
  ): BareMachine => {
    const bare = boot(`${watched}; ${behind}`, place.data, enabled('accesses'));
    bare.poke64(place.data, BigInt(selector.data));
    prepare(bare);
    return bare;
  };
  /** Where #DB came, and where the frame above it, which begins at a multiple of 16, came from. */
  const frames = (bare: BareMachine): number[] => [pushedRip(bare), Number(bare.frame(7)[6])];

  it.each([
    ['INT3', 'int3', vector.bp, 1],
    ['INT n', 'int $0x80', 0x80, 2],
    ['an instruction that faults', 'ud2', vector.ud, 0],
  ] as const)('comes in front of the handler of %s', (_name, text, number, length) => {
    const bare = meet(text);
    bare.run(2);

    expect(isDebug(bare)).toBe(true);
    expect(frames(bare)).toEqual([handlerOf(number), start + bytes + length]);
    expect(dr6(bare)).toBe(1);
  });

  it('comes in front of what SYSCALL leads to, still on the stack of the caller', () => {
    const bare = meet('syscall', (machine) => {
      machine.engine.setCell64(0, cpuCell.lstar, BigInt(place.code + 0x800));
      machine.engine.setCell64(0, cpuCell.star, BigInt(selector.code64) << 32n);
    });
    bare.run(2);

    expect([isDebug(bare), pushedRip(bare), dr6(bare)]).toEqual([true, place.code + 0x800, 1]);
    expect(bare.frame(4)[3]).toBe(BigInt(place.stack));
  });

  it('comes once, behind an instruction that does neither', () => {
    const bare = meet('nop; nop');
    bare.run(2);

    expect([isDebug(bare), pushedRip(bare)]).toEqual([true, start + bytes + 1]);
    bare.poke(handlerOf(vector.db), assemble('iretq'));
    bare.run(2);
    expect(bare.get('rip')).toBe(BigInt(start + bytes + 2));
  });
});

describe('RF', () => {
  const rf = 0x10000n;
  const iretWith = (flags: bigint, text: string): string =>
    `push $${selector.data}; push $${place.stack}; push $${flags}; push $${selector.code64}; push $1f; iretq; 1: ${text}`;
  const behindIret = 6;

  it('is over with the next instruction, without any breakpoint too', () => {
    const bare = bareMachine({ code: assemble(iretWith(rf | 2n, 'nop; nop')) });
    bare.run(behindIret);
    expect(bare.get('eflags') & rf).toBe(rf);

    bare.step();
    expect(bare.get('eflags') & rf).toBe(0n);
  });

  it('is pushed as it is by an interrupt in front of that instruction', () => {
    const bare = bareMachine({ code: assemble(iretWith(rf | 2n, 'nop; nop')) });
    bare.run(behindIret);
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.step();

    expect((bare.frame(3)[2] ?? 0n) & rf).toBe(rf);
  });

  it.each([
    ['between two iterations', 4, 1n],
    ['behind the last iteration', 1, 0n],
  ])('is pushed by an NMI %s of REP as the SDM says', (_name, count, pushed) => {
    const bare = bareMachine({ code: assemble('rep stosb; nop') });
    bare.set('rdi', place.data);
    bare.set('rcx', count);
    bare.step();
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.step();

    expect(((bare.frame(3)[2] ?? 0n) & rf) >> 16n).toBe(pushed);
  });

  it('is not needed to get a REP past its own breakpoint: it is met once', () => {
    const bare = boot('rep stosb; nop', start, enabled('execution'));
    bare.poke(handlerOf(vector.db), assemble('incl %edx; orl $0x10000, 16(%rsp); iretq'));
    bare.set('rdi', place.data);
    bare.set('rcx', 4);
    bare.set('rdx', 0);
    bare.run(8);

    expect([bare.get('rdx'), bare.get('rcx')]).toEqual([1n, 0n]);
  });
});
