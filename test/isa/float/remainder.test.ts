/** Partial remainders, scaling and extraction, against integers and JavaScript's %. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exception } from '../../../src/isa/float/number.ts';
import { remainderBit } from '../../../src/isa/float/remainder.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const view = new DataView(new ArrayBuffer(8));

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

function operands(a: number, b: number): void {
  lab.begin({ x87: true });
  lab.unpack('a', 'double', bits64(a));
  lab.unpack('b', 'double', bits64(b));
}

function remainder(a: number, b: number, nearest: 0 | 1): { code: number; bits: bigint } {
  operands(a, b);
  const code = Number(lab.call('floatRemainder', nearest));
  return { code, bits: lab.round('double').bits };
}

describe('a partial remainder', () => {
  it('is what JavaScript gives, where one step is enough', () => {
    const near = fc.double({ min: 1, max: 2 ** 60, noNaN: true });
    fc.assert(
      fc.property(near, near, (a, b) => {
        const { code, bits } = remainder(a, b, 0);
        expect(code & remainderBit.incomplete).toBe(0);
        expect(bits).toBe(bits64(a % b));
      }),
    );
  });

  it('tells the low bits of the quotient', () => {
    expect(remainder(29, 4, 0)).toEqual({ code: 7, bits: bits64(1) });
    expect(remainder(31, 4, 1)).toEqual({ code: 0, bits: bits64(-1) });
  });

  it('rounds a tie to the even quotient', () => {
    expect(remainder(6, 4, 1)).toEqual({ code: 2, bits: bits64(-2) });
    expect(remainder(10, 4, 1)).toEqual({ code: 2, bits: bits64(2) });
  });

  it('goes on where it left off when the numbers are far apart', () => {
    let rest = 2 ** 200 + 2 ** 150;
    let rounds = 0;
    for (let code: number = remainderBit.incomplete; code === remainderBit.incomplete; rounds++) {
      const step = remainder(rest, 3, 0);
      code = step.code & remainderBit.incomplete;
      view.setBigUint64(0, step.bits);
      rest = view.getFloat64(0);
    }

    expect(rest).toBe(Number((2n ** 200n + 2n ** 150n) % 3n));
    expect(rounds).toBeGreaterThan(2);
  });

  it('of infinity is invalid', () => {
    expect(remainder(Infinity, 3, 0).code).toBe(remainderBit.none);
    expect(lab.exceptions().flags).toBe(exception.invalid);
  });
});

describe('scaling', () => {
  it('cuts the scale off to an integer', () => {
    operands(1.5, -2.9);
    lab.call('floatScale');

    expect(lab.round('double').bits).toBe(bits64(0.375));
  });
});

describe('extraction', () => {
  it('gives the exponent, and minus infinity for a zero', () => {
    operands(40, 0);
    lab.call('floatExtract');
    expect(lab.round('double').bits).toBe(bits64(5));

    operands(0, 0);
    lab.call('floatExtract');
    expect(lab.round('double')).toMatchObject({
      bits: bits64(-Infinity),
      flags: exception.zeroDivide,
    });
  });
});
