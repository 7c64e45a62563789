/** Transcendental functions against JavaScript's, which are good to 52 bits, and at their edges. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exception } from '../../../src/isa/float/number.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const view = new DataView(new ArrayBuffer(8));

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

function numberOf(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

function operands(a: number, b = 0): void {
  lab.begin({ x87: true });
  lab.unpack('a', 'double', bits64(a));
  lab.unpack('b', 'double', bits64(b));
}

const result = (): number => numberOf(lab.round('double').bits);

/** A few units in the last place of JavaScript's own error. */
const near = (value: number, wanted: number): boolean =>
  Math.abs(value - wanted) <= Math.abs(wanted) * 2 ** -50;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('sine and cosine', () => {
  it.each(['sine', 'cosine'] as const)('%s is what JavaScript gives', (which) => {
    fc.assert(
      fc.property(between(-3, 3), (angle) => {
        operands(angle);
        expect(lab.call('floatTrigonometry')).toBe(0);
        lab.take(which);
        expect(near(result(), which === 'sine' ? Math.sin(angle) : Math.cos(angle))).toBe(true);
      }),
    );
  });

  it('know 66 bits of pi', () => {
    lab.begin({ x87: true });
    lab.unpack('a', 'extended', 0x4000_c90f_daa2_2168_c235n);
    lab.call('floatTrigonometry');
    lab.take('sine');

    expect(lab.round('extended').bits).toBe(0xbfbf_8000_0000_0000_0000n);
  });

  it('refuse what is 2^63 or more', () => {
    operands(2 ** 63);
    expect(lab.call('floatTrigonometry')).toBe(1);
  });

  it('of infinity are invalid', () => {
    operands(Infinity);
    lab.call('floatTrigonometry');

    expect(lab.exceptions().flags).toBe(exception.invalid);
  });
});

describe('the arctangent of a point', () => {
  it('is what JavaScript gives, in every quadrant', () => {
    fc.assert(
      fc.property(between(-1e6, 1e6), between(-1e6, 1e6), (x, y) => {
        operands(x, y);
        lab.call('floatArctangent');
        expect(near(result(), Math.atan2(y, x))).toBe(true);
      }),
    );
  });

  it.each([
    [0, 0, 0],
    [-0, 0, Math.PI],
    [0, -1, -Math.PI / 2],
    [Infinity, Infinity, Math.PI / 4],
    [-Infinity, Infinity, (3 * Math.PI) / 4],
    [-Infinity, 1, Math.PI],
  ])('(%d, %d) is %d', (x, y, angle) => {
    operands(x, y);
    lab.call('floatArctangent');

    expect(result()).toBe(angle);
  });
});

describe('a power of two less one', () => {
  it('is what JavaScript gives', () => {
    fc.assert(
      fc.property(between(-1, 1), (exponent) => {
        operands(exponent);
        lab.call('floatExponential');
        expect(near(result(), Math.expm1(exponent * Math.LN2))).toBe(true);
      }),
    );
  });
});

describe('a logarithm', () => {
  it('is what JavaScript gives', () => {
    fc.assert(
      fc.property(between(1e-300, 1e300), (value) => {
        operands(value, 1);
        lab.call('floatLogarithmProduct', 0);
        const wanted = Math.log2(value);
        expect(Math.abs(result() - wanted)).toBeLessThanOrEqual(2 ** -44);
      }),
    );
  });

  it('of a number near 1 is exact to the last bits', () => {
    fc.assert(
      fc.property(between(-0.25, 0.25), (value) => {
        operands(value, 1);
        lab.call('floatLogarithmProduct', 1);
        expect(near(result(), Math.log1p(value) / Math.LN2)).toBe(true);
      }),
    );
  });

  it('of zero is infinite, and of a negative number invalid', () => {
    operands(0, 1);
    lab.call('floatLogarithmProduct', 0);
    expect(lab.round('double')).toMatchObject({
      bits: bits64(-Infinity),
      flags: exception.zeroDivide,
    });

    operands(-1, 1);
    lab.call('floatLogarithmProduct', 0);
    expect(lab.exceptions().flags).toBe(exception.invalid);
  });
});
