/** Ports of a device whose registers are bytes: a wider access reaches the neighbours too. */
import type { Device } from './device.ts';

/** Splits accesses as an 8-bit bus does, lowest port first; ports past `last` read as ones. */
export const bytePorts = (
  last: number,
  read: (port: number) => number,
  write: (port: number, value: number) => void,
): Required<Pick<Device, 'readPort' | 'writePort'>> => ({
  readPort(port, bytes) {
    if (bytes === 1) return read(port) & 0xff;
    let value = 0;
    for (let index = 0; index < bytes; index++) {
      const byte = port + index > last ? 0xff : read(port + index) & 0xff;
      value += byte * 256 ** index;
    }
    return value;
  },
  writePort(port, bytes, value) {
    for (let index = 0; index < bytes && port + index <= last; index++) {
      write(port + index, (value >>> (8 * index)) & 0xff);
    }
  },
});
