import { describe, expect, it } from 'vitest';
import { hpet } from '../../../src/devices/hpet/hpet.ts';
import { board } from '../board.ts';
import { fingers } from '../fingers.ts';
import { inputs } from '../inputs.ts';

const base = 0xfed00000;

function machine() {
  const line = inputs('recorder');
  const hand = fingers();
  const made = board([hpet, line.factory, hand.factory], 1, [
    { line: 'pit', to: 'hpet', pin: 0 },
    { line: 'rtc', to: 'hpet', pin: 1 },
    { line: 'irq-0', to: 'recorder', pin: 0 },
    { line: 'irq-8', to: 'recorder', pin: 8 },
    { line: 'hpet', to: 'recorder', pin: 2 },
  ]);
  const { bus } = made;
  const write = (offset: number, value: number): void =>
    bus.writeMemory(base + offset, 4, value, 0);
  const read = (offset: number): number => bus.readMemory(base + offset, 4, 0);
  /** Goes to the next deadline and lets the timers act: the time. */
  function next(): number | undefined {
    const due = bus.deadline();
    if (due === undefined) return undefined;
    made.setTime(due);
    bus.advance();
    return due;
  }
  return { ...made, write, read, next, changes: line.changes, hand };
}

describe('the HPET', () => {
  it('says what it is: three timers of 64 bits at 100 MHz', () => {
    const { read } = machine();

    expect([read(0x00), read(0x04)]).toEqual([0x8086a201, 10_000_000]);
    expect([read(0x100), read(0x104), read(0x110)]).toEqual([0x30, 4, 0]);
  });

  it('counts while it is enabled, and keeps its count while it is not', () => {
    const { read, write, setTime } = machine();
    setTime(1000);
    write(0x10, 1);
    setTime(2009);
    expect(read(0xf0)).toBe(100);

    write(0x10, 0);
    setTime(9000);
    expect(read(0xf0)).toBe(100);
    write(0xf4, 2);
    write(0x10, 1);
    setTime(9100);
    expect([read(0xf0), read(0xf4)]).toEqual([110, 2]);
  });

  it('interrupts once, as an edge on input 2 of the IOAPIC', () => {
    const { write, next, changes, bus } = machine();
    write(0x120, 0x04 | (2 << 9));
    write(0x128, 50);
    expect(bus.deadline()).toBeUndefined();
    write(0x10, 1);

    expect(next()).toBe(500);
    expect(changes).toEqual([
      [2, true],
      [2, false],
    ]);
    expect(bus.deadline()).toBeUndefined();
  });

  it('interrupts periodically', () => {
    const { write, next } = machine();
    write(0x100, 0x4c | (2 << 9));
    write(0x108, 100);
    write(0x10c, 0);
    write(0x108, 30);
    write(0x10, 1);

    expect([next(), next(), next()]).toEqual([1000, 1300, 1600]);
  });

  it('holds a level until its status is cleared', () => {
    const { read, write, next, changes } = machine();
    write(0x140, 0x06 | (2 << 9));
    write(0x148, 50);
    write(0x10, 1);
    next();
    expect([read(0x20), changes]).toEqual([4, [[2, true]]]);

    write(0x20, 4);

    expect([read(0x20), changes.at(-1)]).toEqual([0, [2, false]]);
  });

  it('lets PIT and RTC pass, until it replaces them', () => {
    const { write, next, changes, hand } = machine();
    hand.context().drive('pit', true);
    hand.context().drive('rtc', true);
    expect(changes.splice(0)).toEqual([
      [0, true],
      [8, true],
    ]);
    write(0x100, 0x04);
    write(0x108, 50);
    write(0x10, 3);
    changes.length = 0;

    hand.context().drive('pit', true);
    expect(changes).toEqual([]);
    next();
    expect(changes.splice(0)).toEqual([
      [0, true],
      [0, false],
    ]);
    write(0x10, 1);
    expect(changes).toEqual([
      [0, true],
      [8, true],
    ]);
  });

  it('names registers that it does not have', () => {
    const { read, write, unknown } = machine();

    read(0x160);
    write(0x00, 1);

    expect(unknown).toEqual(['hpet: read of register 0x160', 'hpet: write to register 0x0']);
  });
});
