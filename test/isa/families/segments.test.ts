/** Segment registers on the stack: what a push leaves of the word there. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place, selector } from '../../machine/bare-machine.ts';

const old = 0x1122_3344_5566_7788n;

function push(cpu: string, bits: 32 | 64, text: string): { word: bigint; moved: bigint } {
  const code = assemble(text, place.code, bits);
  const bare = bareMachine({ code, cpu, mode: bits === 64 ? 'long' : 'protected' });
  bare.poke64(place.stack - 8, old);
  bare.step();
  return { word: bare.peek64(place.stack - 8), moved: BigInt(place.stack) - bare.get('rsp') };
}

describe('PUSH of a segment register', () => {
  const fs = BigInt(selector.data);

  it('of 32 bits extends the selector with zeros on AMD', () => {
    const { word, moved } = push('max', 32, 'push %fs');

    expect(moved).toBe(4n);
    expect(word >> 32n).toBe(fs);
  });

  it('of 32 bits leaves the upper half as it was on Intel', () => {
    const { word, moved } = push('nehalem', 32, 'push %fs');

    expect(moved).toBe(4n);
    expect(word >> 32n).toBe(0x1122_0000n | fs);
  });

  it.each(['max', 'nehalem'])('of 64 bits extends it on %s', (cpu) => {
    expect(push(cpu, 64, 'push %fs')).toEqual({ word: fs, moved: 8n });
  });
});
