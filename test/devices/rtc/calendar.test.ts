import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockBytes, nextAlarm, secondsOf } from '../../../src/devices/rtc/calendar.ts';

const bytesOf = (iso: string, mode: number): number[] =>
  clockBytes(Date.parse(iso) / 1000, mode).map(([, byte]) => byte);

describe('the calendar of the clock', () => {
  it('is in decimal digits and 24 hours, as firmware has it', () => {
    expect(bytesOf('2018-01-31T23:59:58Z', 0x02)).toEqual([
      0x58, 0x59, 0x23, 0x04, 0x31, 0x01, 0x18, 0x20,
    ]);
  });

  it('can be binary, and in 12 hours with a mark after noon', () => {
    expect(bytesOf('2024-02-29T00:05:06Z', 0x04)).toEqual([6, 5, 12, 5, 29, 2, 24, 20]);
    expect(bytesOf('2024-02-29T13:05:06Z', 0x00)[2]).toBe(0x81);
    expect(bytesOf('2024-02-29T12:05:06Z', 0x00)[2]).toBe(0x92);
  });

  it('reads its own registers back in every format', () => {
    const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
    fc.assert(
      fc.property(seconds, fc.constantFrom(0, 2, 4, 6), (time, mode) => {
        const bytes = new Map(clockBytes(time, mode));
        expect(secondsOf((index) => bytes.get(index) ?? 0, mode)).toBe(time);
      }),
    );
  });

  it('agrees with the host about every date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (time) => {
        const date = new Date(time * 1000);
        const bytes = new Map(clockBytes(time, 6));
        expect([7, 8, 9, 6].map((index) => bytes.get(index))).toEqual([
          date.getUTCDate(),
          date.getUTCMonth() + 1,
          date.getUTCFullYear() % 100,
          date.getUTCDay() + 1,
        ]);
      }),
    );
  });

  it('finds the next alarm, with parts that do not matter', () => {
    const noon = 43_200;
    const any = { hour: undefined, minute: undefined, second: undefined };

    expect(nextAlarm({ hour: 12, minute: 0, second: 5 }, noon)).toBe(noon + 5);
    expect(nextAlarm({ hour: 12, minute: 0, second: 0 }, noon)).toBe(noon + 86_400);
    expect(nextAlarm(any, noon)).toBe(noon + 1);
    expect(nextAlarm({ ...any, minute: 30 }, noon)).toBe(noon + 1800);
    expect(nextAlarm({ ...any, hour: 25 }, noon)).toBeUndefined();
  });
});
