import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { pic } from '../../../src/devices/pic/pic.ts';
import { pit, pitHertz } from '../../../src/devices/pit/pit.ts';
import { ticksAt, timeOfTick } from '../../../src/devices/ticks.ts';
import { board } from '../board.ts';

const tick = (count: number): number => timeOfTick(count, pitHertz);

/** A PIT on IRQ 0 of unmasked 8259s. */
function machine() {
  const made = board([lapic(1), pic, pit], 1, [
    { line: 'pit', to: 'pic', pin: 0 },
    { line: 'pic', to: 'lapic', pin: 0 },
  ]);
  const write = (port: number, ...values: readonly number[]): void => {
    for (const value of values) made.bus.writePort(port, 1, value, 0);
  };
  write(0x21, 0xfe);
  const read = (port: number): number => made.bus.readPort(port, 1, 0);
  /** Goes to a virtual time and lets devices act; the times at which they did. */
  function runTo(end: number): number[] {
    const times: number[] = [];
    for (let due = made.bus.deadline(); due !== undefined && due <= end;) {
      made.setTime(due);
      times.push(due);
      made.bus.advance();
      due = made.bus.deadline();
    }
    made.setTime(end);
    return times;
  }
  return { ...made, write, read, runTo };
}

describe('the PIT', () => {
  it('is silent until channel 0 is programmed', () => {
    const { bus } = machine();

    expect(bus.deadline()).toBeUndefined();
  });

  it('interrupts at each end of a period in modes 2 and 3', () => {
    for (const mode of [0x34, 0x36]) {
      const { write, runTo, signals, bus } = machine();
      write(0x43, mode);
      write(0x40, 100, 0);

      expect(runTo(tick(300))).toEqual([tick(100), tick(200), tick(300)]);
      expect(signals.at(-1)?.signal).toEqual({ kind: 'intr', asserted: true });
      expect(bus.acknowledge(0)).toBe(0x08);
    }
  });

  it('interrupts once in mode 0, and is silenced by a new control word', () => {
    const { write, runTo, signals, bus } = machine();
    write(0x43, 0x30);
    write(0x40, 99, 0);

    expect(runTo(tick(1000))).toEqual([tick(100)]);
    expect(signals.at(-1)?.signal).toEqual({ kind: 'intr', asserted: true });
    write(0x43, 0x30);

    expect(signals.at(-1)?.signal).toEqual({ kind: 'intr', asserted: false });
    expect(bus.deadline()).toBeUndefined();
  });

  it('latches several channels at once by the read-back command', () => {
    const { write, read, setTime } = machine();
    write(0x43, 0x34, 0xb4);
    write(0x40, 0, 1);
    write(0x61, 1);
    write(0x42, 0, 2);
    setTime(tick(16));

    write(0x43, 0xc0 | 0x02 | 0x08);

    expect([read(0x40), read(0x40), read(0x40)]).toEqual([0xb4, 0xf0, 0x00]);
    expect([read(0x42), read(0x42), read(0x42)]).toEqual([0xb4, 0xf0, 0x01]);
  });

  it('shows the output of channel 2, which the gate lets count, in port 0x61', () => {
    const { write, read, setTime } = machine();
    write(0x43, 0xb0);
    write(0x42, 9, 0);
    setTime(tick(1000));
    expect(read(0x61) & 0x2f).toBe(0);

    write(0x61, 1);
    setTime(tick(1009));
    expect(read(0x61) & 0x2f).toBe(0x01);
    setTime(tick(1010));
    expect(read(0x61) & 0x2f).toBe(0x21);
  });

  it('toggles the refresh bit, by which old software counts time', () => {
    const { read, setTime } = machine();

    const bits = [0, 15_085, 30_170].map((time) => {
      setTime(time);
      return read(0x61) & 0x10;
    });

    expect(bits).toEqual([0, 0x10, 0]);
  });

  it('counts in virtual time', () => {
    expect(ticksAt(1e9, pitHertz)).toBe(pitHertz);
  });
});
