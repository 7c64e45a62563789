import { expect, it } from 'vitest';
import { consoleE9 } from '../../src/devices/console-e9.ts';
import { board } from './board.ts';

it('port e9 shows bytes and says that it is there', () => {
  const { bus, console } = board([consoleE9]);

  bus.writePort(0xe9, 1, 0x21, 0);

  expect(console()).toBe('!');
  expect(bus.readPort(0xe9, 1, 0)).toBe(0xe9);
});
