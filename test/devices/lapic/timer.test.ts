import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { board } from '../board.ts';

const lvtTimer = 0x320;
const initial = 0x380;
const current = 0x390;
const divide = 0x3e0;
const byOne = 0xb;

function timer() {
  const { bus, signals, setTime } = board([lapic(1)]);
  const write = (offset: number, value: number): void =>
    bus.writeMemory(0xfee00000 + offset, 4, value >>> 0, 0);
  const read = (offset: number): number => bus.readMemory(0xfee00000 + offset, 4, 0);
  /** Time passes, as a machine lets it: everything due is done. */
  const at = (time: number): void => {
    setTime(time);
    bus.advance();
  };
  write(0xf0, 0x1ff);
  return { bus, signals, write, read, at };
}

describe('a one-shot timer', () => {
  it('counts down in virtual nanoseconds, interrupts once and rests at zero', () => {
    const { bus, read, write, at } = timer();
    write(divide, byOne);
    write(lvtTimer, 0xfa);
    write(initial, 1000);

    expect(bus.deadline()).toBe(1000);
    at(400);
    expect(read(current)).toBe(600);
    expect(bus.acknowledge(0)).toBe(0xff);
    at(1000);
    expect(bus.acknowledge(0)).toBe(0xfa);

    expect(read(current)).toBe(0);
    expect(bus.deadline()).toBeUndefined();
  });

  it.each([
    [0, 2],
    [1, 4],
    [2, 8],
    [3, 16],
    [8, 32],
    [9, 64],
    [10, 128],
    [11, 1],
  ])('with divide register %i counts once in %i ns', (value, nanoseconds) => {
    const { bus, write } = timer();
    write(divide, value);
    write(lvtTimer, 0x40);
    write(initial, 100);

    expect(bus.deadline()).toBe(100 * nanoseconds);
  });

  it('that is masked counts to zero without anybody waiting for it', () => {
    const { bus, signals, read, write, at } = timer();
    write(divide, byOne);
    write(initial, 0xffffffff);

    expect(bus.deadline()).toBeUndefined();
    at(0xffffffff - 5);
    expect(read(current)).toBe(5);
    at(0x1_00000000);
    write(lvtTimer, 0x40);

    expect(signals).toEqual([]);
    expect(bus.deadline()).toBeUndefined();
  });

  it('is stopped by an initial count of zero', () => {
    const { bus, read, write } = timer();
    write(lvtTimer, 0x40);
    write(initial, 100);

    write(initial, 0);

    expect(bus.deadline()).toBeUndefined();
    expect(read(current)).toBe(0);
  });
});

describe('a periodic timer', () => {
  it('interrupts at each multiple of its period, also when it was looked at late', () => {
    const { bus, read, write, at } = timer();
    write(divide, byOne);
    write(lvtTimer, 0x200fa);
    write(initial, 1000);

    at(1000);
    expect(bus.acknowledge(0)).toBe(0xfa);
    expect(bus.deadline()).toBe(2000);
    at(5300);

    expect(bus.deadline()).toBe(6000);
    expect(read(current)).toBe(700);
  });
});

it('the divide register may change while the timer runs, which keeps its count', () => {
  const divides = fc.constantFrom(0, 1, 2, 3, 8, 9, 10, 11);
  fc.assert(
    fc.property(divides, divides, fc.integer({ min: 1, max: 0xffffffff }), (one, other, count) => {
      const { read, write } = timer();
      write(divide, one);
      write(initial, count);
      write(divide, other);
      expect(read(current)).toBe(count);
      expect(read(divide)).toBe(other);
    }),
  );
});
