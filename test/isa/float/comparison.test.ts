/** Comparison: the four relations, and who complains about a NaN. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/isa/float/comparison.ts';
import { exception } from '../../../src/isa/float/number.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const view = new DataView(new ArrayBuffer(8));
const quietNan = 0x7ff8n << 48n;
const signallingNan = 0x7ff4n << 48n;

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

function compare(a: bigint, b: bigint, quiet = 1): number {
  lab.begin();
  lab.unpack('a', 'double', a);
  lab.unpack('b', 'double', b);
  return Number(lab.call('floatCompare', quiet));
}

describe('comparison', () => {
  it('orders doubles as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const wanted = a < b ? relation.less : a > b ? relation.greater : relation.equal;
        expect(compare(bits64(a), bits64(b))).toBe(wanted);
        expect(compare(bits64(a), bits64(a))).toBe(relation.equal);
      }),
    );
  });

  it('finds zeros equal, whatever their signs', () => {
    expect(compare(bits64(0), bits64(-0))).toBe(relation.equal);
  });

  it.each([
    ['a quiet NaN, quietly', quietNan, 1, 0],
    ['a quiet NaN', quietNan, 0, exception.invalid],
    ['a signalling NaN, quietly', signallingNan, 1, exception.invalid],
  ] as const)('is unordered with %s', (_what, nan, quiet, flags) => {
    expect(compare(nan, bits64(1), quiet)).toBe(relation.unordered);
    expect(lab.exceptions().flags).toBe(flags);
  });
});
