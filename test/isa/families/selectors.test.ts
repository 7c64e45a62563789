/** ARPL: what it needs of its operand, depending on whether it changes it. */
import { describe, expect, it } from 'vitest';
import { cpuAddress } from '../../../src/engine/engine.ts';
import { vector } from '../../../src/isa/vectors.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place, selector, setSegment } from '../../machine/bare-machine.ts';

/** In 32-bit code of long mode. */
function step(text: string, rpl: bigint): BareMachine {
  const bare = bareMachine({ code: assemble(text, place.code, 32) });
  setSegment(bare.engine, 0, 'cs', { selector: selector.code32, attributes: 0xc9b });
  bare.engine.exports.updateMode(cpuAddress(0));
  bare.engine.setCell(0, cpuCell.record, 0);
  bare.set('rbx', rpl);
  bare.step();
  return bare;
}

describe('ARPL', () => {
  it('in a segment of code is #GP if it would raise the RPL', () => {
    expect(step(`arpl %bx, %cs:${place.data}`, 3n).vector()).toBe(vector.gp);
  });

  it('in a segment of code is done if it leaves the RPL', () => {
    expect(step(`arpl %bx, %cs:${place.data}`, 0n).vector()).toBeUndefined();
  });

  it('in a segment of data raises the RPL', () => {
    const bare = step(`arpl %bx, ${place.data}`, 3n);

    expect(bare.vector()).toBeUndefined();
    expect(bare.peek64(place.data)).toBe(3n);
  });
});
