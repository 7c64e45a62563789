/** Repeated string instructions: many iterations at once are the same as one after the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ramBase } from '../../../src/memory/layout.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

const names = ['rax', 'rcx', 'rsi', 'rdi', 'rip', 'eflags'];

/** Data and, where it may overlap, the code itself. */
const watched = { from: place.data - 0x2000, bytes: 0x6000 } as const;

interface Case {
  readonly code: Uint8Array;
  readonly rsi: number;
  readonly rdi: number;
  readonly rcx: number;
  readonly flags: number;
  readonly mode: 'long' | 'protected';
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    opcode: fc.constantFrom(0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf),
    repeat: fc.constantFrom(0xf2, 0xf3),
    size: fc.constantFrom([], [0x66], [0x48]),
    address: fc.constantFrom([], [0x67]),
    rsi: fc.integer({ min: -0x1800, max: 0x1800 }),
    near: fc.integer({ min: -40, max: 40 }),
    isNear: fc.boolean(),
    rdi: fc.integer({ min: -0x1800, max: 0x1800 }),
    rcx: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 500, max: 1500 })),
    flags: fc.constantFrom(2, 0x402, 0x2 | 0x40),
    mode: fc.constantFrom('long' as const, 'protected' as const),
  })
  .map(({ opcode, repeat, size, address, rsi, near, isNear, rdi, rcx, flags, mode }) => ({
    // REX.W is INC in 32-bit code, and 16-bit addresses do not reach the data there.
    code: Uint8Array.from([
      ...(mode === 'long' ? address : []),
      ...(size[0] === 0x66 ? size : []),
      repeat,
      ...(size[0] === 0x48 && mode === 'long' ? size : []),
      opcode,
      0xf4,
    ]),
    rsi: place.data + rsi,
    rdi: place.data + (isNear ? rsi + near : rdi),
    rcx,
    flags,
    mode,
  }));

function boot({ code, rsi, rdi, rcx, flags, mode }: Case): BareMachine {
  const bare = bareMachine({ code, mode, quantum: 1_000_000 });
  const bytes = Array.from({ length: watched.bytes }, (_, at) => (at * 7 + (at >> 8)) & 3);
  bare.poke(watched.from, bytes);
  Object.entries({ rsi, rdi, rcx, rax: 0x0102_0301, eflags: flags }).forEach(([name, value]) => bare.set(name, value)); // prettier-ignore
  return bare;
}

function state(bare: BareMachine): unknown {
  const memory = bare.engine.memory.u8.subarray(ramBase + watched.from, ramBase + watched.from + watched.bytes);
  return [names.map((name) => bare.get(name)), bare.computer.moment, Buffer.from(memory).toString('hex')];
} // prettier-ignore

describe('a repeated string instruction', () => {
  const upwards = 2;
  const downwards = 0x402;

  it.each(
    [upwards, downwards].flatMap((flags) =>
      [-9, -8, -3, -1, 1, 3, 8, 9].map((gap) => [gap, flags] as const),
    ),
  )('moves quadwords by %i bytes one after the other, RFLAGS %i', (gap, flags) => {
    const code = Uint8Array.of(0xf3, 0x48, 0xa5, 0xf4);
    const one: Case = {
      code,
      rsi: place.data,
      rdi: place.data + gap,
      rcx: 9,
      flags,
      mode: 'long',
    };
    const [whole, stepped] = [boot(one), boot(one)];
    whole.run(9);
    for (let step = 0; step < 9; step++) stepped.run(1);

    expect(state(whole)).toEqual(state(stepped));
  });

  it('does in one call what it does iteration by iteration', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const [whole, stepped] = [boot(one), boot(one)];
        whole.run(10_000);
        while (stepped.run(1).kind === 'budget');
        expect(state(whole)).toEqual(state(stepped));
      }),
      { numRuns: 60 },
    );
  });

  it('stops at every budget with the iterations done so far', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 60 }), (one, budget) => {
        const [cut, stepped] = [boot(one), boot(one)];
        cut.run(budget);
        for (let step = 0; step < budget; step++) stepped.run(1);
        expect(state(cut)).toEqual(state(stepped));
      }),
      { numRuns: 60 },
    );
  });
});
