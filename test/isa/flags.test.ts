/** The sixteen conditions and the arithmetic flags, against arithmetic done by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionNames } from '../../src/isa/flags.ts';
import { assemble } from '../machine/assemble.ts';
import { bareMachine } from '../machine/bare-machine.ts';

const word = 2n ** 64n;

/** SDM 1 appendix B: what each condition asks of the flags. */
const meaning: Readonly<Record<string, (flags: number) => boolean>> = {
  o: (f) => (f & 0x800) !== 0,
  b: (f) => (f & 1) !== 0,
  e: (f) => (f & 0x40) !== 0,
  be: (f) => (f & 0x41) !== 0,
  s: (f) => (f & 0x80) !== 0,
  p: (f) => (f & 4) !== 0,
  l: (f) => ((f >> 7) & 1) !== ((f >> 11) & 1),
  le: (f) => (f & 0x40) !== 0 || ((f >> 7) & 1) !== ((f >> 11) & 1),
};
const opposites = ['o', 'b', 'e', 'be', 's', 'p', 'l', 'le'];

describe('a condition', () => {
  it('holds exactly when its flags say so, for every combination of them', () => {
    const bare = bareMachine({
      code: assemble(conditionNames.map((name) => `set${name} %al`).join('; ')),
    });
    const start = bare.get('rip');
    for (let flags = 0; flags < 0x1000; flags += 1) {
      if ((flags & ~0x8d5) !== 0) continue;
      bare.set('rip', start);
      bare.set('eflags', flags | 2);
      const seen = conditionNames.map(() => (bare.run(1), bare.get('rax') & 1n) === 1n);
      const expected = opposites.flatMap((name) => {
        const holds = meaning[name]?.(flags) ?? false;
        return [holds, !holds];
      });

      expect(seen).toEqual(expected);
    }
  });
});

describe('the flags of 64-bit arithmetic', () => {
  const value = fc.bigInt({ min: 0n, max: word - 1n });

  it.each([
    ['add', (a: bigint, b: bigint) => a + b],
    ['sub', (a: bigint, b: bigint) => a - b],
  ] as const)('%s are those of the exact result', (name, exact) => {
    const bare = bareMachine({ code: assemble(`${name} %rcx, %rax`) });
    const start = bare.get('rip');
    fc.assert(
      fc.property(value, value, (a, b) => {
        bare.set('rip', start);
        bare.set('rax', a);
        bare.set('rcx', b);
        bare.run(1);
        const wide = exact(a, b);
        const signed = exact(BigInt.asIntN(64, a), BigInt.asIntN(64, b));
        const flags = Number(bare.get('eflags'));

        expect(bare.get('rax')).toBe(BigInt.asUintN(64, wide));
        expect((flags & 1) !== 0).toBe(wide < 0n || wide >= word);
        expect((flags & 0x800) !== 0).toBe(signed !== BigInt.asIntN(64, signed));
        expect((flags & 0x40) !== 0).toBe(BigInt.asUintN(64, wide) === 0n);
        expect((flags & 0x80) !== 0).toBe(BigInt.asIntN(64, wide) < 0n);
        const nibble = exact(a & 15n, b & 15n);
        expect((flags & 0x10) !== 0).toBe(nibble < 0n || nibble > 15n);
      }),
    );
  });
});
