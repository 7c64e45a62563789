import { describe, expect, it } from 'vitest';
import { acpiPm } from '../../src/devices/acpi-pm.ts';
import { board } from './board.ts';
import { inputs } from './inputs.ts';

function machine() {
  const line = inputs('sci input');
  const made = board([acpiPm, line.factory], 1, [{ line: 'sci', to: 'sci input', pin: 9 }]);
  const read = (port: number, bytes = 2): number => made.bus.readPort(port, bytes, 0);
  const write = (port: number, value: number): void => made.bus.writePort(port, 2, value, 0);
  return { ...made, read, write, changes: line.changes };
}

describe('the ACPI timer', () => {
  it('counts 3579545 times a second, in 24 bits', () => {
    const { read, setTime } = machine();

    setTime(1e9);
    expect(read(0x608, 4)).toBe(3_579_545);
    setTime(5e9);
    expect(read(0x608, 4)).toBe(5 * 3_579_545 - 2 ** 24);
  });

  it('sets its status when the highest bit changes, and a one written clears it', () => {
    const { read, write, setTime } = machine();

    setTime(2.3e9);
    expect(read(0x600)).toBe(0);
    setTime(2.4e9);
    expect(read(0x600)).toBe(1);
    write(0x600, 1);
    expect(read(0x600)).toBe(0);
  });

  it('raises SCI if that is enabled, until the status is cleared', () => {
    const { bus, write, setTime, changes } = machine();
    expect(bus.deadline()).toBeUndefined();
    write(0x602, 1);

    expect(bus.deadline()).toBe(Math.ceil((2 ** 23 * 1e9) / 3_579_545));
    setTime(bus.deadline() ?? 0);
    bus.advance();
    expect(changes).toEqual([[9, true]]);
    expect(bus.deadline()).toBeUndefined();

    write(0x600, 1);
    expect(changes.at(-1)).toEqual([9, false]);
    expect(bus.deadline()).toBe(Math.ceil((2 ** 24 * 1e9) / 3_579_545));
  });
});

describe('the PM1 registers', () => {
  it('are in ACPI mode, and stay there', () => {
    const { read, write } = machine();

    write(0x604, 0);

    expect(read(0x604)).toBe(1);
  });

  it('end the machine for soft off, and name any other sleep', () => {
    const { write, exits, unknown } = machine();

    write(0x604, 0x2400);
    expect([exits, unknown]).toEqual([[], ['acpi-pm: sleep type 1']]);
    write(0x604, 0x2000);
    expect(exits).toEqual([0]);
  });
});
