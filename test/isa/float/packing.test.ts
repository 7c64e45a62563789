/** Formats taken apart and put together again: NaNs, denormals, and results out of range. */
import { describe, expect, it } from 'vitest';
import { operation } from '../../../src/isa/float/arithmetic.ts';
import { exception } from '../../../src/isa/float/number.ts';
import type { Outcome } from './float-lab.ts';
import { FloatLab } from './float-lab.ts';

const lab = new FloatLab();
const formats = [
  ['single', 0x0080_0000n, 0x3f00_0000n],
  ['double', 0x0010_0000_0000_0000n, 0x3fe0_0000_0000_0000n],
] as const;

function convert(
  from: 'single' | 'double' | 'extended',
  to: 'single' | 'double',
  bits: bigint,
): Outcome {
  lab.unpack('a', from, bits);
  lab.call('floatConvert');
  return lab.round(to);
}

describe('a format', () => {
  it.each(formats)('%s has denormals below its smallest normal number', (name, normal, half) => {
    lab.begin();
    const { bits, flags } = lab.arithmetic(operation.multiply, name, normal, half);

    expect(bits).toBe(normal >> 1n);
    expect(flags).toBe(0);
  });

  it.each(formats)('%s flushes them to zero on request, and says so', (name, normal, half) => {
    lab.begin({ flushToZero: true });
    const { bits, flags } = lab.arithmetic(operation.multiply, name, normal, half);

    expect(bits).toBe(0n);
    expect(flags).toBe(exception.underflow | exception.precision);
  });

  it.each(formats)('%s reads denormals as zeros on request', (name, normal, half) => {
    lab.begin({ denormalsAreZeros: true });
    const { bits, flags } = lab.arithmetic(operation.add, name, normal >> 1n, half);

    expect(bits).toBe(half);
    expect(flags).toBe(0);
  });

  it('keeps the top of the payload of a NaN that it makes quiet', () => {
    lab.begin();
    const { bits, flags } = convert('double', 'single', 0x7ff4_0000_2000_0001n);

    expect(bits).toBe(0x7fe0_0001n);
    expect(flags).toBe(exception.invalid);
  });

  it('wraps the exponent of an x87 result whose overflow is not masked', () => {
    lab.begin({ x87: true, masks: 0x37 });
    const huge = (0x7ffen << 64n) | (1n << 63n);
    const { bits, flags } = lab.arithmetic(operation.multiply, 'extended', huge, huge);

    expect(bits >> 64n).toBe(BigInt(2 * 0x7ffe - 16383 - 24576));
    expect(flags).toBe(exception.overflow);
  });

  it('refuses the encodings of 80 bits that mean nothing', () => {
    lab.begin({ x87: true });
    const unnormal = (0x3fffn << 64n) | 1n;
    const { bits, flags } = lab.arithmetic(operation.add, 'extended', unnormal, 0n);

    expect(bits).toBe((0xffffn << 64n) | (3n << 62n));
    expect(flags).toBe(exception.invalid);
  });
});
