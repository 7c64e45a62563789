import { describe, expect, it } from 'vitest';
import { consoleE9 } from '../../src/devices/console-e9.ts';
import { debugExit } from '../../src/devices/debug-exit.ts';
import { lapic } from '../../src/devices/lapic/lapic.ts';
import { uart } from '../../src/devices/uart/uart.ts';
import { board } from './board.ts';

describe('the bus', () => {
  it('sends each port access to the device that has the port', () => {
    const { bus, console, exits, unknown } = board([uart, consoleE9, debugExit]);

    bus.writePort(0x3f8, 1, 0x41, 0);
    bus.writePort(0xe9, 1, 0x42, 0);
    bus.writePort(0xf4, 4, 0x1_07, 0);

    expect(console()).toBe('AB');
    expect(exits).toEqual([7]);
    expect(unknown).toEqual([]);
  });

  it('reads all ones where nothing is, ignores writes there, and names the place', () => {
    const { bus, unknown } = board([uart]);

    expect([1, 2, 4].map((bytes) => bus.readPort(0xcf8, bytes, 0))).toEqual([
      0xff, 0xffff, 0xffffffff,
    ]);
    bus.writePort(0x80, 1, 3, 0);
    expect(bus.readMemory(0xfec00000, 4, 0)).toBe(0xffffffff);
    bus.writeMemory(0xfec00000, 4, 1, 0);

    expect(new Set(unknown)).toEqual(
      new Set([
        'read of unknown port 0xcf8',
        'write to unknown port 0x80',
        'read of unknown physical address 0xfec00000',
        'write to unknown physical address 0xfec00000',
      ]),
    );
  });

  it('keeps the state of devices apart and all of it in the bytes it was given', () => {
    const { bus, state } = board([uart, lapic(2)], 2);
    const before = state.slice();

    bus.writePort(0x3ff, 1, 0x5a, 0);
    bus.writeMemory(0xfee00080, 4, 0x20, 1);
    const after = state.slice();
    state.set(before);

    expect(after).not.toEqual(before);
    expect(bus.readPort(0x3ff, 1, 0)).toBe(0);
    expect(bus.readMemory(0xfee00080, 4, 1)).toBe(0);
    state.set(after);
    expect(bus.readPort(0x3ff, 1, 0)).toBe(0x5a);
    expect(bus.readMemory(0xfee00080, 4, 1)).toBe(0x20);
  });

  it('without an interrupt controller answers an acknowledge with an undriven bus', () => {
    const { bus } = board([uart]);

    expect(bus.acknowledge(0)).toBe(0xff);
    expect(bus.deadline()).toBeUndefined();
  });
});
