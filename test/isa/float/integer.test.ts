/** Numbers to integers and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exception, floatCell, rounding } from '../../../src/isa/float/number.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const view = new DataView(new ArrayBuffer(8));

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

const toInteger = (value: number, bits: number, mode: number = rounding.zero): bigint => {
  lab.begin({ rounding: mode });
  lab.unpack('a', 'double', bits64(value));
  return BigInt(lab.call('floatToInteger', bits));
};

describe('conversion to an integer', () => {
  it('cuts the fraction off as Math.trunc does', () => {
    fc.assert(
      fc.property(fc.double({ min: -(2 ** 52), max: 2 ** 52, noNaN: true }), (value) => {
        expect(Number(toInteger(value, 64))).toBe(Math.trunc(value) + 0);
      }),
    );
  });

  it('rounds ties to even', () => {
    const rounded = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map((value) =>
      toInteger(value, 32, rounding.nearest),
    );
    expect(rounded).toEqual([-2n, -2n, 0n, 0n, 2n, 2n]);
  });

  it.each([16, 32, 64])('of %i bits gives the indefinite one where none fits', (bits) => {
    const indefinite = -(2n ** BigInt(bits - 1));
    for (const value of [2 ** (bits - 1), -(2 ** (bits + 3)), Infinity, NaN]) {
      expect(toInteger(value, bits)).toBe(indefinite);
      expect(lab.exceptions().flags).toBe(exception.invalid);
    }
    expect(toInteger(-(2 ** (bits - 1)), bits)).toBe(indefinite);
    expect(lab.exceptions().flags).toBe(0);
  });
});

describe('conversion from an integer', () => {
  it('gives the double that JavaScript gives', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        lab.begin();
        lab.call('floatFromInteger', floatCell.r, value);
        expect(lab.round('double').bits).toBe(bits64(Number(value)));
      }),
    );
  });
});

describe('rounding to an integer', () => {
  it('keeps the sign of a zero', () => {
    lab.begin();
    lab.unpack('a', 'double', bits64(-0.25));
    lab.call('floatToIntegral', 0);

    expect(lab.round('double')).toMatchObject({ bits: bits64(-0), flags: exception.precision });
  });
});
