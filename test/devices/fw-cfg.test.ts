import { describe, expect, it } from 'vitest';
import { fwCfg } from '../../src/devices/fw-cfg.ts';
import { board } from './board.ts';

const threeGibibytes = 3 * 2 ** 30;

function item(selector: number, bytes: number): number[] {
  const { bus } = board([fwCfg({ ramBytes: threeGibibytes })], 4);
  bus.writePort(0x510, 2, selector, 0);
  return Array.from({ length: bytes }, () => bus.readPort(0x511, 1, 0));
}

describe('fw_cfg', () => {
  it('answers as QEMU does, with zeros behind the end of an item', () => {
    expect(String.fromCharCode(...item(0, 4))).toBe('QEMU');
    expect(item(1, 4)).toEqual([1, 0, 0, 0]);
    expect(item(3, 8)).toEqual([0, 0, 0, 0xc0, 0, 0, 0, 0]);
    expect(item(5, 4)).toEqual([4, 0, 0, 0]);
  });

  it('lists its files, by their sizes, selectors and names', () => {
    const directory = Buffer.from(item(0x19, 4 + 64));

    expect(directory.readUInt32BE(0)).toBe(1);
    expect([directory.readUInt32BE(4), directory.readUInt16BE(8)]).toEqual([20, 0x20]);
    expect(directory.toString('latin1', 12).replaceAll('\0', '')).toBe('etc/e820');
    expect(item(0x20, 20)).toEqual([
      ...[0, 0, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 0, 0xc0, 0, 0, 0, 0],
      ...[1, 0, 0, 0],
    ]);
  });

  it('begins an item anew when it is selected again', () => {
    const { bus } = board([fwCfg({ ramBytes: 2 ** 20 })]);
    bus.writePort(0x510, 2, 0, 0);
    bus.readPort(0x511, 1, 0);

    bus.writePort(0x510, 2, 0, 0);

    expect(bus.readPort(0x511, 1, 0)).toBe(0x51);
  });

  it('names an item it does not have, and gives zeros for it', () => {
    const { bus, unknown } = board([fwCfg({ ramBytes: 2 ** 20 })]);

    bus.writePort(0x510, 2, 0x17, 0);

    expect(bus.readPort(0x511, 1, 0)).toBe(0);
    expect(unknown).toEqual(['fw_cfg: item 0x17']);
  });
});
