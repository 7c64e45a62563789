/** Fused multiply and add: which operands are multiplied, and that there is one rounding. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { bareMachine } from '../../machine/bare-machine.ts';

const osfxsr = 0x200n;
const osxsave = 1n << 18n;
const view = new DataView(new ArrayBuffer(8));

function bits64(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** What is in XMM0 after the instruction, with these numbers in XMM0 to XMM2. */
function ran(text: string, numbers: readonly number[]): bigint {
  const bare = bareMachine({ code: assemble(text) });
  bare.set('cr4', bare.get('cr4') | osfxsr | osxsave);
  bare.engine.setCell64(0, cpuCell.xcr0, 7n);
  numbers.forEach((value, at) => bare.set(`xmm${at}`, bits64(value)));
  bare.step();
  return bare.get('xmm0');
}

describe('a fused multiply and add', () => {
  it.each([
    ['vfmadd132sd', 2 * 5 + 3],
    ['vfmadd213sd', 3 * 2 + 5],
    ['vfmadd231sd', 3 * 5 + 2],
    ['vfmsub231sd', 3 * 5 - 2],
    ['vfnmadd231sd', -(3 * 5) + 2],
    ['vfnmsub231sd', -(3 * 5) - 2],
  ])('%s of 2, 3 and 5 is %i', (name, wanted) => {
    expect(ran(`${name} %xmm2, %xmm1, %xmm0`, [2, 3, 5])).toBe(bits64(wanted));
  });

  it('does not round the product', () => {
    const almostOne = 1 - 2 ** -53;
    expect(ran('vfmadd213sd %xmm2, %xmm1, %xmm0', [almostOne, almostOne, -1])).toBe(
      bits64(-(2 ** -52) + 2 ** -106),
    );
  });
});
