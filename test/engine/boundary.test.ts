/** Between two instructions: turns, budgets, halted CPUs, and what counts as a step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';

/** Two CPUs that note who was there, in turns, on one shared list. */
const race = '1: mov $1, %eax; lock xadd %eax, 0x200000; mov %bl, 0x200100(%rax); jmp 1b';
const second = place.code + 0x1000;

function racers(quantum: number): BareMachine {
  const bare = bareMachine({ code: assemble(race), otherEntries: [second], quantum });
  bare.poke(second, assemble(race, second));
  bare.set('rbx', 1, 0);
  bare.set('rbx', 2, 1);
  return bare;
}

const others = { stepping: new Map(), resumed: [0, 1] } as const;

describe('turns', () => {
  it('of one instruction alternate', () => {
    const bare = racers(1);
    const seen: number[] = [];
    for (let step = 0; step < 6; step++) {
      seen.push(Number(bare.get('rip', 0)) - place.code, Number(bare.get('rip', 1)) - second);
      bare.run(1);
    }
    const xadd = 5;

    expect(seen.slice(0, 6)).toEqual([0, 0, xadd, 0, xadd, xadd]);
  });

  it('have exactly the quantum of steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (quantum) => {
        const bare = racers(quantum);
        bare.run(quantum);
        expect(Number(bare.get('rip', 1))).toBe(second);
        bare.run(quantum);
        const advance = (cpu: number, from: number): number => Number(bare.get('rip', cpu)) - from;
        expect(advance(0, place.code)).toBe(advance(1, second));
      }),
      { numRuns: 20 },
    );
  });

  it('make the same history however the budget is cut into calls', () => {
    const whole = racers(7);
    whole.run(1000);
    const state = (bare: BareMachine): unknown[] => [
      bare.computer.moment,
      bare.get('rip', 0),
      bare.get('rip', 1),
      bare.get('rax', 0),
      bare.get('rax', 1),
      bare.peek64(place.data),
      bare.peek64(place.data + 0x100),
    ];

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 15 }), (cuts) => {
        const bare = racers(7);
        let left = 1000;
        for (const cut of cuts) {
          bare.run(cut);
          left -= cut;
        }
        bare.run(left);
        expect(state(bare)).toEqual(state(whole));
      }),
      { numRuns: 20 },
    );
  });

  it('pass over a halted CPU', () => {
    const bare = bareMachine({ code: assemble('1: inc %eax; jmp 1b'), otherEntries: [second] });
    bare.poke(second, assemble('hlt', second));
    bare.set('rax', 0);
    bare.run(21);

    expect(bare.get('rax')).toBe(10n);
    expect(bare.computer.activity(1)).toBe('halted');
  });

  it('are not given to a CPU that gdb holds', () => {
    const bare = racers(3);
    bare.computer.run({ stepping: new Map(), resumed: [1], budget: 18 });

    expect(bare.get('rip', 0)).toBe(BigInt(place.code));
    expect(bare.get('rip', 1)).not.toBe(BigInt(second));
  });
});

describe('a budget', () => {
  it('is kept to the step', () => {
    const bare = racers(5);
    for (const budget of [1, 2, 3, 1000, 1]) {
      const before = bare.computer.moment;

      expect(bare.run(budget).kind).toBe('budget');
      expect(bare.computer.moment - before).toBe(budget);
    }
  });

  it('ends early when all CPUs have halted', () => {
    const bare = bareMachine({ code: assemble('nop; hlt') });

    expect(bare.run(100)).toEqual({ kind: 'idle', cpu: 0 });
    expect(bare.computer.moment).toBe(2);
  });
});

describe('a step', () => {
  it('is the delivery of an event', () => {
    const bare = bareMachine({ code: assemble('nop; nop') });
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.run(1);

    expect(bare.vector()).toBe(2);
    expect(bare.computer.moment).toBe(1);
  });

  it('is a fault of the fetch, whatever is left of the turn', () => {
    for (const quantum of [1, 100]) {
      const bare = bareMachine({ code: assemble('mov $0x2000000, %eax; jmp *%rax'), quantum });
      bare.run(2);
      expect(bare.get('rip')).toBe(0x2000000n);

      bare.run(1);
      expect(bare.vector()).toBe(14);
      expect(bare.computer.moment).toBe(3);
    }
  });

  it('is one iteration of a repeated string instruction', () => {
    const bare = bareMachine({ code: assemble('rep movsb'), quantum: 100 });
    bare.set('rsi', place.data);
    bare.set('rdi', place.data + 0x800);
    bare.set('rcx', 10);
    bare.run(4);
    expect([bare.get('rcx'), bare.get('rip')]).toEqual([6n, BigInt(place.code)]);

    bare.run(6);
    expect([bare.get('rcx'), bare.get('rip')]).toEqual([0n, BigInt(place.code + 2)]);
    expect(bare.computer.moment).toBe(10);
  });

  it('of a repeated string instruction can be followed by an NMI, which comes back to it', () => {
    const bare = bareMachine({ code: assemble('rep stosb'), quantum: 100 });
    bare.poke(0x7020, assemble('iretq'));
    bare.set('rdi', place.data);
    bare.set('rcx', 10);
    bare.set('rax', 0x5a);
    for (let iteration = 1; iteration < 10; iteration++) {
      bare.run(1);
      bare.computer.inject({ kind: 'nmi', cpu: 0 });
      bare.run(1);
      expect(bare.frame(1)[0]).toBe(BigInt(place.code));
      bare.run(1);
    }
    bare.run(1);

    expect(bare.get('rip')).toBe(BigInt(place.code + 2));
    expect(bare.peek64(place.data + 2)).toBe(0x5a5a_5a5a_5a5a_5a5an);
  });

  it('of a string instruction gives the same bytes at every quantum, also where they overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 16 }),
        (quantum, distance) => {
          const bare = bareMachine({ code: assemble('rep movsb'), quantum });
          bare.poke(
            place.data,
            Array.from({ length: 32 }, (_, at) => at),
          );
          bare.set('rsi', place.data);
          bare.set('rdi', place.data + distance);
          bare.set('rcx', 24);
          bare.run(24);
          const expected = Array.from({ length: 32 }, (_, at) => at);
          for (let at = 0; at < 24; at++) expected[at + distance] = expected[at] ?? 0;
          const first = expected
            .slice(0, 8)
            .reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

          expect(bare.peek64(place.data)).toBe(first);
          expect(bare.get('rcx')).toBe(0n);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds interrupts off behind STI for one instruction more', () => {
    const bare = bareMachine({ code: assemble('cli; sti; nop; nop') });
    bare.computer.setPending(0, 16, true);
    bare.set('eflags', 2);
    bare.run(3);
    expect(bare.get('rip')).toBe(BigInt(place.code + 3));
  });

  it('is taken by nobody else while one CPU is asked for', () => {
    const bare = racers(1);
    const reason = bare.computer.run({ ...others, stepping: new Map([[1, 'once']]), budget: 100 });

    expect(reason).toEqual({ kind: 'stepped', cpu: 1 });
    expect(bare.get('rip', 1)).toBe(BigInt(second + 5));
  });
});
