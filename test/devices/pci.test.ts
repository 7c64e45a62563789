import { describe, expect, it } from 'vitest';
import { pci } from '../../src/devices/pci.ts';
import { board } from './board.ts';

function bus() {
  const { bus: made } = board([pci]);
  const select = (device: number, fn: number, offset: number): void =>
    made.writePort(0xcf8, 4, (0x80000000 | (device << 11) | (fn << 8) | (offset & 0xfc)) >>> 0, 0);
  const read = (device: number, fn: number, offset: number, bytes = 4): number => {
    select(device, fn, offset);
    return made.readPort(0xcfc + (offset & 3), bytes, 0);
  };
  const write = (device: number, fn: number, offset: number, bytes: number, value: number) => {
    select(device, fn, offset);
    made.writePort(0xcfc + (offset & 3), bytes, value, 0);
  };
  return { bus: made, read, write };
}

describe('PCI configuration space', () => {
  it('has the bridges and the power management of an i440FX board', () => {
    const { read } = bus();

    expect([read(0, 0, 0), read(1, 0, 0), read(1, 3, 0)]).toEqual([
      0x12378086, 0x70008086, 0x71138086,
    ]);
    expect([read(0, 0, 10, 2), read(1, 0, 10, 2), read(1, 3, 10, 2)]).toEqual([
      0x600, 0x601, 0x680,
    ]);
    expect(read(1, 0, 14, 1)).toBe(0x80);
    expect([read(1, 3, 0x40), read(1, 3, 0x80, 1)]).toEqual([0x601, 1]);
  });

  it('is empty everywhere else', () => {
    const { read } = bus();

    expect([read(0, 1, 0), read(2, 0, 0), read(31, 7, 0)]).toEqual([
      0xffffffff, 0xffffffff, 0xffffffff,
    ]);
    expect(read(2, 0, 2, 2)).toBe(0xffff);
  });

  it('keeps what firmware writes, and nothing of what is fixed', () => {
    const { read, write } = bus();

    write(0, 0, 0x59, 1, 0x30);
    write(1, 0, 0x3c, 1, 11);
    write(0, 0, 0, 4, 0);
    write(1, 0, 0x10, 4, 0xffffffff);

    expect([read(0, 0, 0x59, 1), read(1, 0, 0x3c, 1)]).toEqual([0x30, 11]);
    expect([read(0, 0, 0), read(1, 0, 0x10)]).toEqual([0x12378086, 0]);
  });

  it('is there only while the address register says so, which is written as a whole', () => {
    const { bus: made, read } = bus();
    read(0, 0, 0);

    made.writePort(0xcf8, 2, 0, 0);
    expect(made.readPort(0xcf8, 4, 0)).toBe(0x80000000);
    made.writePort(0xcf8, 4, 0, 0);

    expect(made.readPort(0xcfc, 4, 0)).toBe(0xffffffff);
  });
});
