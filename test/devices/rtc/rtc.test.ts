import { describe, expect, it } from 'vitest';
import { rtc } from '../../../src/devices/rtc/rtc.ts';
import { board } from '../board.ts';
import { inputs } from '../inputs.ts';

const second = 1e9;

function clock(ramBytes = 128 * 2 ** 20, cpuCount = 1) {
  const line = inputs('irq 8');
  const made = board([rtc({ ramBytes }), line.factory], cpuCount, [
    { line: 'rtc', to: 'irq 8', pin: 8 },
  ]);
  const { bus } = made;
  const select = (index: number): void => bus.writePort(0x70, 1, index, 0);
  const read = (index: number): number => {
    select(index);
    return bus.readPort(0x71, 1, 0);
  };
  const write = (index: number, value: number): void => {
    select(index);
    bus.writePort(0x71, 1, value, 0);
  };
  /** Goes to the next deadline and lets the clock act: the time. */
  function next(): number | undefined {
    const due = bus.deadline();
    if (due === undefined) return undefined;
    made.setTime(due);
    bus.advance();
    return due;
  }
  return { ...made, read, write, next, changes: line.changes };
}

const time = [4, 2, 0] as const;

describe('the clock', () => {
  it('begins at a fixed date and goes with virtual time', () => {
    const { read, setTime } = clock();

    expect([0x32, 9, 8, 7, 4, 2, 0].map(read)).toEqual([0x20, 0x18, 0x01, 0x31, 0x12, 0x00, 0x00]);
    setTime(12 * 3600 * second + second);
    expect([8, 7, 4, 2, 0].map(read)).toEqual([0x02, 0x01, 0x00, 0x00, 0x01]);
  });

  it('says that an update is in progress just before each second', () => {
    const { read, setTime } = clock();

    const bits = [0, second - 2_228_001, second - 2_228_000, second - 1, second].map((now) => {
      setTime(now);
      return read(0x0a) & 0x80;
    });

    expect(bits).toEqual([0, 0, 0x80, 0x80, 0]);
  });

  it('can be set while SET holds it', () => {
    const { read, write, setTime } = clock();
    write(0x0b, 0x82);
    setTime(10 * second);
    expect(time.map(read)).toEqual([0x12, 0, 0]);
    write(4, 0x23);
    write(2, 0x59);
    write(0, 0x58);
    write(0x0b, 0x02);

    setTime(13 * second);

    expect(time.map(read)).toEqual([0, 0, 0x01]);
    expect(read(7)).toBe(0x01);
  });

  it('shows the same time in another format when B says so', () => {
    const { read, write } = clock();

    write(0x0b, 0x06);

    expect([9, 4].map(read)).toEqual([18, 12]);
  });

  it('keeps sizes of memory and the number of CPUs where SeaBIOS looks', () => {
    const { read } = clock(3 * 2 ** 30, 4);

    expect([0x15, 0x16, 0x17, 0x18, 0x5f].map(read)).toEqual([0x80, 0x02, 0xff, 0xff, 3]);
    expect(read(0x34) + read(0x35) * 256).toBe(0xbf00);
    expect(read(0x0d)).toBe(0x80);
  });
});

describe('the interrupts of the clock', () => {
  it('do not exist before one is enabled', () => {
    const { bus, read, setTime } = clock();

    setTime(5 * second);

    expect(bus.deadline()).toBeUndefined();
    expect(read(0x0c)).toBe(0x70 & ~0x20);
  });

  it('come at the end of each update, one for each read of C', () => {
    const { write, next, read, changes, bus } = clock();
    write(0x0b, 0x12);

    expect(next()).toBe(second);
    expect(changes).toEqual([[8, true]]);
    expect(bus.deadline()).toBeUndefined();
    expect(read(0x0c) & 0xb0).toBe(0x90);
    expect(changes.at(-1)).toEqual([8, false]);
    expect(next()).toBe(2 * second);
  });

  it('come periodically, 1024 times a second at the usual rate', () => {
    const { write, next, read } = clock();
    write(0x0b, 0x42);

    const times = [1, 2, 3].map(() => {
      const due = next();
      read(0x0c);
      return due;
    });

    expect(times).toEqual([976_563, 1_953_125, 2_929_688]);
  });

  it('come at the alarm', () => {
    const { write, next, read } = clock();
    write(1, 0x30);
    write(3, 0xff);
    write(5, 0xff);
    write(0x0b, 0x22);

    expect(next()).toBe(30 * second);
    expect(read(0x0c) & 0xa0).toBe(0xa0);
    expect(next()).toBe(90 * second);
  });

  it('come half a second after the divider is released', () => {
    const { write, next, setTime } = clock();
    write(0x0a, 0x70);
    write(0x0b, 0x12);
    setTime(1.7 * second);
    write(0x0a, 0x26);

    expect(next()).toBe(2.2 * second);
  });
});
