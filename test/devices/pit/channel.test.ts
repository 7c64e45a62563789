import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/devices/pit/channel.ts';
import { channel, channelStateBytes } from '../../../src/devices/pit/channel.ts';

const fresh = (): Channel => channel(new DataView(new ArrayBuffer(channelStateBytes)));

/** A channel in `mode` with `count`, low byte first, from tick 0 on. */
function counting(mode: number, count: number): Channel {
  const one = fresh();
  one.control(0x30 | (mode << 1), 0);
  one.write(count & 0xff, 0);
  one.write(count >> 8, 0);
  return one;
}

function countAt(one: Channel, tick: number): number {
  one.latchCount(tick);
  return one.read(tick) + one.read(tick) * 256;
}

describe('an 8254 channel', () => {
  it('divides by 65536 in mode 3 at power-on, as firmware leaves it', () => {
    const one = fresh();

    one.latchStatus(0);

    expect(one.read(0)).toBe(0xb6);
    expect(one.nextRise(0)).toBe(65536);
  });

  it('in mode 0 is low until one tick after its count, and counts on', () => {
    const one = counting(0, 10);

    expect([10, 11, 1000].map((tick) => one.output(tick))).toEqual([false, true, true]);
    expect([1, 11, 12].map((tick) => countAt(one, tick))).toEqual([10, 0, 0xffff]);
    expect([0, 11].map((tick) => one.nextRise(tick))).toEqual([11, undefined]);
  });

  it('in mode 2 is low for the last tick of each period', () => {
    const one = counting(2, 5);

    const levels = [0, 3, 4, 5, 8, 9, 10].map((tick) => one.output(tick));
    expect(levels).toEqual([true, true, false, true, true, false, true]);
    expect([0, 1, 4, 5].map((tick) => countAt(one, tick))).toEqual([5, 4, 1, 5]);
    expect([0, 4, 5].map((tick) => one.nextRise(tick))).toEqual([5, 5, 10]);
  });

  it('in mode 3 is high for the longer half and counts by two', () => {
    const one = counting(3, 5);

    const levels = [0, 2, 3, 4, 5].map((tick) => one.output(tick));
    expect(levels).toEqual([true, true, false, false, true]);
    const even = counting(3, 8);
    expect([0, 1, 3, 4, 5].map((tick) => countAt(even, tick))).toEqual([8, 6, 2, 8, 6]);
  });

  it('in mode 4 is low for one tick after its count', () => {
    const one = counting(4, 10);

    const levels = [0, 10, 11, 12].map((tick) => one.output(tick));
    expect(levels).toEqual([true, true, false, true]);
    expect(one.nextRise(0)).toBe(12);
  });

  it('keeps a latched count until it has been read, however many latches come', () => {
    const one = counting(2, 0x1234);
    one.control(0x00, 4);
    one.control(0x00, 9);

    expect(one.read(20) + one.read(20) * 256).toBe(0x1230);
    expect(one.read(0x34)).toBe(0x00);
  });

  it('gives its latched status first: output, whether a count is missing, mode', () => {
    const one = fresh();
    one.control(0x34, 0);
    one.latchStatus(0);
    expect(one.read(0)).toBe(0xf4);

    const low = counting(0, 5);
    low.latchCount(1);
    low.latchStatus(1);
    expect([low.read(9), low.read(9), low.read(9)]).toEqual([0x30, 5, 0]);
  });

  it('takes one byte only if told so', () => {
    const low = fresh();
    low.control(0x14, 0);
    low.write(7, 0);
    expect(low.nextRise(0)).toBe(7);

    const high = fresh();
    high.control(0x24, 0);
    high.write(7, 0);
    expect(high.nextRise(0)).toBe(0x700);
    expect(high.read(0)).toBe(7);
  });

  it('counts in decimal digits on request', () => {
    const one = fresh();
    one.control(0x35, 0);
    one.write(0x00, 0);
    one.write(0x10, 0);

    expect(one.nextRise(0)).toBe(1000);
    expect(countAt(one, 1)).toBe(0x999);
  });

  it('stands while its gate is low: mode 0 goes on, mode 2 begins anew', () => {
    const once = counting(0, 10);
    once.setGate(false, 4);
    expect(once.nextRise(100)).toBeUndefined();
    expect(countAt(once, 100)).toBe(7);
    once.setGate(true, 100);
    expect(once.nextRise(100)).toBe(107);

    const divider = counting(2, 10);
    divider.setGate(false, 9);
    expect(divider.output(9)).toBe(true);
    divider.setGate(true, 50);
    expect(divider.nextRise(50)).toBe(60);
  });

  it('in mode 1 is low for its count behind each rising gate, begun anew by the next', () => {
    const shot = counting(1, 10);
    shot.setGate(false, 5);
    expect([0, 100].map((tick) => shot.output(tick))).toEqual([true, true]);

    shot.setGate(true, 100);
    shot.setGate(false, 103);
    const levels = [100, 101, 110, 111].map((tick) => shot.output(tick));
    expect(levels).toEqual([true, false, false, true]);
    shot.setGate(true, 105);

    expect([115, 116].map((tick) => shot.output(tick))).toEqual([false, true]);
  });

  it('in mode 1 takes a new count only with the next trigger', () => {
    const shot = counting(1, 10);
    shot.setGate(false, 0);
    shot.setGate(true, 0);
    shot.write(3, 5);
    shot.write(0, 5);
    expect([10, 11].map((tick) => shot.output(tick))).toEqual([false, true]);

    shot.setGate(false, 20);
    shot.setGate(true, 20);

    expect([23, 24].map((tick) => shot.output(tick))).toEqual([false, true]);
  });

  it('in mode 5 is low for one tick, its count behind a rising gate', () => {
    const strobe = counting(5, 10);
    strobe.setGate(false, 0);
    expect(strobe.output(11)).toBe(true);
    strobe.setGate(true, 20);

    const levels = [20, 30, 31, 32].map((tick) => strobe.output(tick));
    expect(levels).toEqual([true, true, false, true]);
  });
});
