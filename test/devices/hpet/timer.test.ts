import { describe, expect, it } from 'vitest';
import { hpetTimer, timerStateBytes } from '../../../src/devices/hpet/timer.ts';

const fresh = () => hpetTimer(new DataView(new ArrayBuffer(timerStateBytes)));

describe('a comparator of the HPET', () => {
  it('is met when the counter has come there, in ticks of 10 ns', () => {
    const timer = fresh();
    timer.writeConfiguration(0x04);
    timer.writeComparator(0, 500);

    timer.schedule({ now: 100n, time: 7 });
    expect(timer.due()).toBe(4007);
    timer.schedule(undefined);
    expect(timer.due()).toBe(0);
  });

  it('with 32 bits is met again after the counter has wrapped', () => {
    const timer = fresh();
    timer.writeConfiguration(0x104);
    timer.writeComparator(0, 5);

    timer.schedule({ now: 0x1_0000_0006n, time: 0 });

    expect(timer.due()).toBe((2 ** 32 - 1) * 10);
  });

  it('with 64 bits that lie behind is never met', () => {
    const timer = fresh();
    timer.writeConfiguration(0x04);
    timer.writeComparator(0, 5);

    timer.schedule({ now: 6n, time: 0 });

    expect(timer.due()).toBe(0);
  });

  it('when periodic goes on by its period, past what the counter has reached', () => {
    const timer = fresh();
    timer.writeConfiguration(0x4c);
    timer.writeComparator(0, 1000);
    timer.writeComparator(4, 0);
    timer.writeComparator(0, 300);

    timer.pass(1000n);
    expect(timer.readComparator()).toBe(1300n);
    timer.pass(2000n);
    expect(timer.readComparator()).toBe(2200n);
  });
});
