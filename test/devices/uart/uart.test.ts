import { describe, expect, it } from 'vitest';
import { uart } from '../../../src/devices/uart/uart.ts';
import { board } from '../board.ts';
import { inputs } from '../inputs.ts';

function com1() {
  const lines = inputs('lines');
  const { bus, console, setTime, unknown } = board([uart, lines.factory], 1, [
    { line: 'uart', to: 'lines', pin: 4 },
  ]);
  return {
    bus,
    console,
    unknown,
    changes: lines.changes,
    /** Time passes, as a machine lets it: everything due is done. */
    at: (time: number): void => {
      for (let due = bus.deadline(); due !== undefined && due <= time; due = bus.deadline()) {
        setTime(due);
        bus.advance();
      }
      setTime(time);
    },
    type: (text: string) => bus.type(Buffer.from(text)),
    read: (offset: number, bytes = 1) => bus.readPort(0x3f8 + offset, bytes, 0),
    write: (offset: number, value: number, bytes = 1) =>
      bus.writePort(0x3f8 + offset, bytes, value, 0),
  };
}

describe('a uart', () => {
  it('sends each byte at once, so that the transmitter is always empty', () => {
    const { read, write, console } = com1();

    for (const byte of [0x48, 0x69]) write(0, byte);

    expect(console()).toBe('Hi');
    expect(read(5)).toBe(0x60);
  });

  it('passes the presence test of Xen', () => {
    const { read, write } = com1();

    write(1, 0);
    expect(read(1)).toBe(0);
    write(1, 0xff);
    expect(read(1)).toBe(0x0f);
    write(4, 0x1a);
    expect(read(6) & 0xf0).toBe(0x90);
  });

  it('hides its data behind the divisor latch', () => {
    const { read, write, console } = com1();

    write(3, 0x83);
    write(0, 1);
    write(1, 2);

    expect([read(0), read(1), read(3)]).toEqual([1, 2, 0x83]);
    write(3, 3);
    expect(read(1)).toBe(0);
    expect(console()).toBe('');
  });

  it('in loopback receives what it sends, and shows nothing', () => {
    const { read, write, console } = com1();
    write(4, 0x10);
    write(1, 1);

    write(0, 0x7e);

    expect(read(5)).toBe(0x61);
    expect(read(2)).toBe(0x04);
    expect(read(0)).toBe(0x7e);
    expect(read(5)).toBe(0x60);
    expect(console()).toBe('');
  });

  it('says once that its transmitter is empty, when somebody wants to know', () => {
    const { read, write } = com1();
    write(2, 0xc7);
    expect(read(2)).toBe(0xc1);

    write(1, 2);

    expect([read(2), read(2)]).toEqual([0xc2, 0xc1]);
    write(0, 0x2e);
    expect(read(2)).toBe(0xc2);
  });

  it('reached by a wide access lets each byte meet its own register', () => {
    const { read, write, console } = com1();

    write(7, 0x55);
    write(0, 0x0341, 2);

    expect(console()).toBe('A');
    expect(read(1)).toBe(3);
    expect(read(6, 2)).toBe(0x55b0);
  });
});

/** At the divisor 1: ten bits of 16 clocks at 1.8432 MHz, in ns. */
const character = 86_806;

describe('what a uart receives', () => {
  it('comes a character at a time, as fast as the divisor says', () => {
    const { at, bus, read, type, write } = com1();
    write(3, 0x83);
    write(0, 2);
    write(3, 0x03);

    expect(type('ab')).toBe(2);
    expect([read(5), bus.deadline()]).toEqual([0x60, 173_612]);
    at(173_612);

    expect([read(5), read(0)]).toEqual([0x61, 0x61]);
  });

  it('without a FIFO waits on the wire until the one before has been read', () => {
    const { at, read, type } = com1();
    type('ab');
    at(10 * character);

    expect([read(0), read(5)]).toEqual([0x61, 0x60]);
    at(11 * character);
    expect([read(0), read(5)]).toEqual([0x62, 0x60]);
  });

  it.each([
    [0x01, 1],
    [0x41, 4],
    [0x81, 8],
    [0xc1, 14],
  ])('with FIFO control %i interrupts from %i characters on', (control, level) => {
    const { at, changes, read, type, write } = com1();
    write(2, control);
    write(1, 1);
    write(4, 8);

    type('0123456789abcdef');
    for (let count = 1; count < level; count++) at(count * character);
    expect(changes).toEqual([]);
    at(level * character);

    expect(changes).toEqual([[4, true]]);
    expect(read(2)).toBe(0xc4);
    read(0);
    expect(changes).toEqual([
      [4, true],
      [4, false],
    ]);
  });

  it('below the trigger level interrupts when nothing has happened for four characters', () => {
    const { at, changes, read, type, write } = com1();
    write(2, 0xc1);
    write(1, 1);
    write(4, 8);
    type('ab');

    at(5 * character);
    expect([changes, read(2)]).toEqual([[], 0xc1]);
    at(6 * character);

    expect([changes, read(2)]).toEqual([[[4, true]], 0xcc]);
    expect([read(0), read(2)]).toEqual([0x61, 0xc1]);
  });

  it('is lost behind a full FIFO, which interrupts before all else', () => {
    const { read, write } = com1();
    write(2, 0xc1);
    write(4, 0x10);
    write(1, 7);
    for (let byte = 0; byte < 17; byte++) write(0, byte);

    expect(read(2)).toBe(0xc6);
    expect([read(5), read(5)]).toEqual([0x63, 0x61]);
    expect(read(2)).toBe(0xc4);
    expect(Array.from({ length: 16 }, () => read(0))).toEqual(
      Array.from({ length: 16 }, (_, byte) => byte),
    );
  });

  it('without a FIFO is overrun by the next one', () => {
    const { read, write } = com1();
    write(4, 0x10);
    write(0, 1);
    write(0, 2);

    expect([read(5), read(0)]).toEqual([0x63, 2]);
  });

  it('is forgotten when the FIFO is cleared or switched', () => {
    const { read, write } = com1();
    write(4, 0x10);
    write(2, 1);
    write(0, 1);
    write(2, 3);
    expect(read(5)).toBe(0x60);
    write(0, 1);
    write(2, 0);

    expect(read(5)).toBe(0x60);
  });

  it('has room for 256 bytes on the wire', () => {
    const { type } = com1();

    expect([type('x'.repeat(200)), type('y'.repeat(100))]).toEqual([200, 56]);
  });
});

describe('the modem lines', () => {
  it('say what has changed since they were read, and interrupt', () => {
    const { read, write } = com1();
    write(1, 8);
    expect([read(6), read(2)]).toEqual([0xb0, 0x01]);

    write(4, 0x10);
    expect(read(2)).toBe(0x00);
    expect([read(6), read(6), read(2)]).toEqual([0x0b, 0x00, 0x01]);
    write(4, 0x14);
    expect(read(6)).toBe(0x40);
    write(4, 0x10);

    expect(read(6)).toBe(0x04);
  });
});
