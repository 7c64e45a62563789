import { describe, expect, it } from 'vitest';
import { uart } from '../../src/devices/uart.ts';
import { board } from './board.ts';

function com1() {
  const { bus, console, unknown } = board([uart]);
  return {
    console,
    unknown,
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
