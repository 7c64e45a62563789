import { expect, it } from 'vitest';
import { debugExit } from '../../src/devices/debug-exit.ts';
import { board } from './board.ts';

it('a write to port f4 ends the machine with the low byte as its status', () => {
  const { bus, exits } = board([debugExit]);

  bus.writePort(0xf4, 1, 0, 0);
  bus.writePort(0xf4, 4, 0x12345642, 0);

  expect(exits).toEqual([0, 0x42]);
});
