/** Software arithmetic against JavaScript's own, which is IEEE 754 with rounding to nearest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operation } from '../../../src/isa/float/arithmetic.ts';
import { exception, rounding } from '../../../src/isa/float/number.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const view = new DataView(new ArrayBuffer(8));

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

function bits32(value: number): bigint {
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}

const one = bits64(1);
const smallest = 1n;
const infinity = bits64(Infinity);
const largest = bits64(Number.MAX_VALUE);
const signBit = 1n << 63n;
const defaultNan = 0xfff8n << 48n;

const compute: Readonly<Record<number, (a: number, b: number) => number>> = {
  [operation.add]: (a, b) => a + b,
  [operation.subtract]: (a, b) => a - b,
  [operation.subtractReversed]: (a, b) => b - a,
  [operation.multiply]: (a, b) => a * b,
  [operation.divide]: (a, b) => a / b,
  [operation.divideReversed]: (a, b) => b / a,
};
const operations = Object.values(operation);

describe('software arithmetic', () => {
  it.each(operations)('gives the doubles that JavaScript gives, operation %i', (number) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const wanted = compute[number]?.(a, b) ?? NaN;
        lab.begin();
        const { bits } = lab.arithmetic(number, 'double', bits64(a), bits64(b));
        expect(bits).toBe(Number.isNaN(wanted) ? defaultNan : bits64(wanted));
      }),
    );
  });

  it.each(operations)('gives the floats that rounding doubles gives, operation %i', (number) => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (a, b) => {
        const wanted = Math.fround(compute[number]?.(a, b) ?? NaN);
        lab.begin();
        const { bits } = lab.arithmetic(number, 'single', bits32(a), bits32(b));
        expect(bits).toBe(Number.isNaN(wanted) ? 0xffc00000n : bits32(wanted));
      }),
    );
  });

  it('takes square roots as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 0 }), (a) => {
        lab.begin();
        lab.unpack('a', 'double', bits64(a));
        lab.call('floatSquareRoot');
        expect(lab.round('double').bits).toBe(bits64(Math.sqrt(a)));
      }),
    );
  });

  it.each([
    ['down', rounding.down, one, -1n],
    ['up', rounding.up, one, 1n],
    ['to zero', rounding.zero, one, -1n],
  ] as const)('moves a result that is not exact %s', (_name, mode, a, direction) => {
    lab.begin({ rounding: mode });
    const tinyPart = direction < 0n ? smallest | signBit : smallest;
    const { bits, flags } = lab.arithmetic(operation.add, 'double', a, tinyPart);

    expect(bits).toBe(one + (direction < 0n ? -1n : 1n));
    expect(flags).toBe(exception.precision | exception.denormal);
  });

  it('says that a finite number was divided by zero, whatever else the number is', () => {
    lab.begin();
    expect(lab.arithmetic(operation.divide, 'double', smallest, signBit)).toMatchObject({
      bits: infinity | signBit,
      flags: exception.zeroDivide,
    });
  });

  it('overflows to infinity, or to the largest number where rounding goes down', () => {
    lab.begin();
    const up = lab.arithmetic(operation.add, 'double', largest, largest);
    lab.begin({ rounding: rounding.down });
    const down = lab.arithmetic(operation.add, 'double', largest, largest);

    expect(up.bits).toBe(infinity);
    expect(down.bits).toBe(largest);
    expect(down.flags).toBe(exception.overflow | exception.precision);
  });

  it('hands on the first NaN for SSE, and the one with the larger payload for x87', () => {
    const [small, large] = [0x7ff8_0000_0000_0001n, 0x7ff8_0000_0000_0002n];
    lab.begin();
    expect(lab.arithmetic(operation.add, 'double', small, large).bits).toBe(small);
    lab.begin({ x87: true });
    expect(lab.arithmetic(operation.add, 'double', small, large).bits).toBe(large);
  });

  it('keeps as many bits as x87 is told to', () => {
    const third = (precision: number): bigint => {
      lab.begin({ x87: true, precision });
      const [a, b] = [0x3fffn << 64n, 0x4000n << 64n];
      return lab.arithmetic(operation.divide, 'extended', a | signBit, b | (3n << 62n)).bits;
    };
    const low = (bits: bigint): bigint => bits & (2n ** 64n - 1n);

    expect(low(third(64))).toBe(0xaaaa_aaaa_aaaa_aaabn);
    expect(low(third(53))).toBe(0xaaaa_aaaa_aaaa_a800n);
    expect(low(third(24))).toBe(0xaaaa_ab00_0000_0000n);
  });
});
