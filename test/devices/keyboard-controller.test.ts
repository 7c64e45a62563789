import { describe, expect, it } from 'vitest';
import { keyboardController } from '../../src/devices/keyboard-controller.ts';
import { board } from './board.ts';
import { inputs } from './inputs.ts';

function controller() {
  const lines = inputs('lines');
  const made = board([keyboardController, lines.factory], 1, [
    { line: 'keyboard', to: 'lines', pin: 1 },
  ]);
  const { bus } = made;
  const command = (value: number): void => bus.writePort(0x64, 1, value, 0);
  const data = (value: number): void => bus.writePort(0x60, 1, value, 0);
  const status = (): number => bus.readPort(0x64, 1, 0);
  /** All that there is to read. */
  const answers = (): number[] => {
    const bytes: number[] = [];
    while ((status() & 1) !== 0) bytes.push(bus.readPort(0x60, 1, 0));
    return bytes;
  };
  return { ...made, command, data, status, answers, changes: lines.changes };
}

describe('the keyboard controller', () => {
  it('has nothing to say at first', () => {
    const { status, answers } = controller();

    expect(status()).toBe(0x14);
    expect(answers()).toEqual([]);
  });

  it('passes its self-test and has no mouse', () => {
    const { answers, command } = controller();

    command(0xaa);
    expect(answers()).toEqual([0x55]);
    command(0xab);
    expect(answers()).toEqual([0]);
    command(0xa9);
    expect(answers()).toEqual([1]);
  });

  it('keeps its command byte', () => {
    const { answers, command, data } = controller();

    command(0x20);
    expect(answers()).toEqual([0x45]);
    command(0x60);
    data(0x44);
    command(0xad);
    command(0x20);

    expect(answers()).toEqual([0x54]);
  });

  it('resets the machine by a pulse, or by its output port', () => {
    const { command, data, exits } = controller();

    command(0xff);
    expect(exits).toEqual([]);
    command(0xfe);
    command(0xd1);
    data(0x02);

    expect(exits).toEqual([0, 0]);
  });

  it('passes bytes to a keyboard that answers, each by an edge of IRQ 1', () => {
    const { answers, data, changes } = controller();

    data(0xff);
    expect(answers()).toEqual([0xfa, 0xaa]);

    expect(changes).toEqual([
      [1, true],
      [1, false],
      [1, true],
      [1, false],
    ]);
  });

  it('names a command that it does not know', () => {
    const { command, unknown } = controller();

    command(0x12);

    expect(unknown).toEqual(['keyboard controller: command 0x12']);
  });
});
