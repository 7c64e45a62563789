import { describe, expect, it } from 'vitest';
import { resetRegisters } from '../../src/devices/reset-control.ts';
import { board } from './board.ts';

describe('the reset register', () => {
  it('resets by bit 2, whatever kind of reset bit 1 chose', () => {
    const { bus, exits } = board([resetRegisters]);

    bus.writePort(0xcf9, 1, 2, 0);
    expect([bus.readPort(0xcf9, 1, 0), exits]).toEqual([2, []]);
    bus.writePort(0xcf9, 1, 6, 0);

    expect(exits).toEqual([0]);
  });
});

describe('port 0x92', () => {
  it('says that A20 is open, and resets by bit 0', () => {
    const { bus, exits } = board([resetRegisters]);

    expect(bus.readPort(0x92, 1, 0)).toBe(2);
    bus.writePort(0x92, 1, 2, 0);
    expect(exits).toEqual([]);
    bus.writePort(0x92, 1, 3, 0);

    expect(exits).toEqual([0]);
  });
});
