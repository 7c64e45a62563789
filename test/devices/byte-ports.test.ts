import { expect, it } from 'vitest';
import { bytePorts } from '../../src/devices/byte-ports.ts';

it('a wide access reaches the neighbouring ports, lowest first, up to the last one', () => {
  const written: [number, number][] = [];
  const { readPort, writePort } = bytePorts(
    0x22,
    (port) => port,
    (port, value) => written.push([port, value]),
  );

  writePort(0x21, 4, 0x44332211, 0);

  expect(written).toEqual([
    [0x21, 0x11],
    [0x22, 0x22],
  ]);
  expect([1, 2, 4].map((bytes) => readPort(0x21, bytes, 0))).toEqual([0x21, 0x2221, 0xffff2221]);
});
