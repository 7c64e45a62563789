import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticksAt, timeOfTick } from '../../src/devices/ticks.ts';

describe('the ticks of an oscillator', () => {
  it('are counted in whole ones', () => {
    expect(ticksAt(1e9, 1_193_182)).toBe(1_193_182);
    expect([838, 839].map((time) => ticksAt(time, 1_193_182))).toEqual([0, 1]);
  });

  it('each begin at the first nanosecond that counts them', () => {
    const hertz = fc.constantFrom(32_768, 1_193_182, 3_579_545);
    const ticks = fc.integer({ min: 1, max: 2 ** 38 });
    fc.assert(
      fc.property(ticks, hertz, (tick, rate) => {
        const time = timeOfTick(tick, rate);
        expect([ticksAt(time - 1, rate), ticksAt(time, rate)]).toEqual([tick - 1, tick]);
      }),
    );
  });
});
