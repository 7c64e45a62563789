/** SSE floating point as a guest meets it: MXCSR, and exceptions that are not masked. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine } from '../../machine/bare-machine.ts';

const osfxsr = 0x200n;
const osxmmexcpt = 0x400n;
const allMasked = 0x1f80n;
const divideByZeroUnmasked = 0x1d80n;

function divideByZero(how: { mxcsr: bigint; cr4: bigint }): BareMachine {
  const bare = bareMachine({ code: assemble('divsd %xmm1, %xmm0') });
  bare.set('cr4', bare.get('cr4') | how.cr4);
  bare.set('mxcsr', how.mxcsr);
  bare.set('xmm0', 0x3ff0_0000_0000_0000n);
  bare.step();
  return bare;
}

describe('a division by zero', () => {
  it('gives infinity and a flag where it is masked', () => {
    const bare = divideByZero({ mxcsr: allMasked, cr4: osfxsr });

    expect(bare.get('xmm0')).toBe(0x7ff0_0000_0000_0000n);
    expect(bare.get('mxcsr')).toBe(allMasked | 4n);
  });

  it('is #XM where it is not, and leaves the destination alone', () => {
    const bare = divideByZero({ mxcsr: divideByZeroUnmasked, cr4: osfxsr | osxmmexcpt });

    expect(bare.vector()).toBe(vector.xm);
    expect(bare.get('xmm0')).toBe(0x3ff0_0000_0000_0000n);
    expect(bare.get('mxcsr')).toBe(divideByZeroUnmasked | 4n);
  });

  it('is #UD where the system does not know of #XM', () => {
    expect(divideByZero({ mxcsr: divideByZeroUnmasked, cr4: osfxsr }).vector()).toBe(vector.ud);
  });
});
