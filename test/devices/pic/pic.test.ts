import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { pic } from '../../../src/devices/pic/pic.ts';
import { uart } from '../../../src/devices/uart/uart.ts';
import { boardWires } from '../../../src/machine/board.ts';
import { board } from '../board.ts';
import { fingers } from '../fingers.ts';

/** Two initialised 8259As (vectors 0x20 and 0x28, nothing masked), and a hand on their inputs. */
function pair() {
  const hand = fingers();
  const wires = [
    ...boardWires.filter(({ line }) => line === 'pic'),
    { line: 'rtc' as const, to: 'pic', pin: 8 },
    { line: 'pit' as const, to: 'pic', pin: 0 },
  ];
  const machine = board([lapic(1), pic, hand.factory], 1, wires);
  const { bus } = machine;
  for (const [port, vectors, third] of [
    [0x20, 0x20, 0x04],
    [0xa0, 0x28, 0x02],
  ] as const) {
    bus.writePort(port, 1, 0x11, 0);
    for (const word of [vectors, third, 0x01]) bus.writePort(port + 1, 1, word, 0);
  }
  return { ...machine, board: hand.context() };
}

const intr = (asserted: boolean) => ({ cpu: 0, signal: { kind: 'intr', asserted } });

describe('the two 8259As', () => {
  it('are as firmware leaves them: only the cascade is let through', () => {
    const { bus } = board([pic]);

    expect([0x21, 0xa1].map((port) => bus.readPort(port, 1, 0))).toEqual([0xfb, 0xff]);
  });

  it('bring an interrupt of the master to LINT0 of CPU 0', () => {
    const { board, bus, signals } = pair();

    board.drive('pit', true);
    expect(signals).toEqual([intr(true)]);

    expect(bus.acknowledge(0)).toBe(0x20);
    expect(signals).toEqual([intr(true), intr(false)]);
  });

  it('bring an interrupt of the slave through the cascade', () => {
    const { board, bus } = pair();

    board.drive('rtc', true);

    expect(bus.acknowledge(0)).toBe(0x28);
    bus.writePort(0x20, 1, 0x0b, 0);
    bus.writePort(0xa0, 1, 0x0b, 0);
    expect([0x20, 0xa0].map((port) => bus.readPort(port, 1, 0))).toEqual([0x04, 0x01]);
  });

  it('give vector 7 and no service when the request is gone', () => {
    const { board } = pair();
    board.drive('pit', true);
    board.drive('pit', false);

    expect(board.externalVector()).toBe(0x27);
  });

  it('are silent while LINT0 is masked, and heard when it is not any more', () => {
    const { board, bus, signals } = pair();
    bus.writeMemory(0xfee00350, 4, 0x10700, 0);
    board.drive('pit', true);
    expect(signals).toEqual([]);

    bus.writeMemory(0xfee00350, 4, 0x00700, 0);
    expect(signals).toEqual([intr(true)]);
  });

  it('come after what the local APIC has itself', () => {
    const { board, bus } = pair();
    board.drive('pit', true);
    bus.writeMemory(0xfee00300, 4, 0x40031, 0);

    expect([bus.acknowledge(0), bus.acknowledge(0)]).toEqual([0x31, 0x20]);
  });

  it('are an edge for a LINT0 that delivers a fixed vector', () => {
    const { board, bus } = pair();
    bus.writeMemory(0xfee00350, 4, 0x51, 0);

    board.drive('pit', true);

    expect(bus.acknowledge(0)).toBe(0x51);
  });

  it('let only the inputs of a PC be levels', () => {
    const { bus } = pair();

    bus.writePort(0x4d0, 2, 0xffff, 0);

    expect(bus.readPort(0x4d0, 2, 0)).toBe(0xdef8);
  });
});

describe('the interrupt of the 16550', () => {
  it('is IRQ 4, through the gate that OUT2 opens, until it is identified', () => {
    const { bus, signals } = board([lapic(1), pic, uart], 1, boardWires);
    bus.writePort(0x21, 1, 0xeb, 0);
    bus.writePort(0x3f9, 1, 0x02, 0);
    expect(signals).toEqual([]);

    bus.writePort(0x3fc, 1, 0x08, 0);
    expect(bus.acknowledge(0)).toBe(0x0c);
    expect(bus.readPort(0x3fa, 1, 0)).toBe(0x02);

    bus.writePort(0x20, 1, 0x64, 0);
    expect(signals.at(-1)).toEqual(intr(false));
    bus.writePort(0x3f8, 1, 0x41, 0);
    expect(bus.acknowledge(0)).toBe(0x0c);
  });
});
