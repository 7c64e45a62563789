/** Gathers that fault: what they leave of their mask. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

const osfxsrAndXsave = 0x40600n;

/** The second of two quadwords lies in a page that is not there. */
function maskAfterFault(cpu: string): bigint[] {
  const code = assemble('vpgatherqq %xmm2, (%rax,%xmm1,8), %xmm0');
  const bare = bareMachine({ code, cpu: `${cpu},+xsave,+avx,+avx2` });
  bare.set('cr4', bare.get('cr4') | osfxsrAndXsave);
  bare.engine.setCell64(0, cpuCell.xcr0, 7n);
  bare.set('rax', place.data);
  bare.poke64(bare.entryOf(place.data + 0x1000), 0n);
  const at = (register: number, lane: number): number => cpuCell.xmm + register * 16 + lane * 8;
  bare.engine.setCell64(0, at(1, 1), 0x200n);
  bare.engine.setCell64(0, at(2, 0), 1n << 63n);
  bare.engine.setCell64(0, at(2, 1), (1n << 63n) | 5n);
  bare.step();

  expect(bare.vector()).toBe(vector.pf);
  return [0, 1].map((lane) => bare.engine.cell64(0, at(2, lane)));
}

describe('a gather that faults at its second lane', () => {
  it('leaves the mark of that lane as it was on AMD', () => {
    expect(maskAfterFault('max')).toEqual([0n, (1n << 63n) | 5n]);
  });

  it('leaves ones in that lane on Intel', () => {
    expect(maskAfterFault('nehalem')).toEqual([0n, (1n << 64n) - 1n]);
  });
});
