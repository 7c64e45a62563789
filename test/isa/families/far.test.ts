/** RETF to an inner ring: what is looked at before it is refused. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place, selector } from '../../machine/bare-machine.ts';

describe('RETF from ring 3 to ring 0', () => {
  it.each([
    ['max', 'asks for SS:RSP first on AMD, and meets the page that is not there', vector.pf],
    ['nehalem', 'is refused at once on Intel', vector.gp],
  ] as const)('%s: %s', (cpu, _name, expected) => {
    const bare = bareMachine({ code: assemble('lretq'), ring: 3, cpu });
    const top = place.data + 0x1000 - 16;
    bare.poke64(top, BigInt(place.code));
    bare.poke64(top + 8, BigInt(selector.code64));
    bare.poke64(bare.entryOf(place.data + 0x1000), 0n);
    bare.set('rsp', top);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });
});
