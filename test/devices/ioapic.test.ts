import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/devices/device.ts';
import { ioapic } from '../../src/devices/ioapic.ts';
import { lapic } from '../../src/devices/lapic/lapic.ts';
import { pic } from '../../src/devices/pic/pic.ts';
import { board } from './board.ts';
import { fingers } from './fingers.ts';

const endOfInterrupt = 0xfee000b0;
const masked = 0x10000;
const level = 0x8000;
const remoteIrr = 0x4000;

/** An IOAPIC with a hand on inputs 2 ('irq-0') and 9 ('sci'), and `cpuCount` enabled CPUs. */
function machine(cpuCount = 1) {
  const hand = fingers();
  const made = board([lapic(cpuCount), ioapic, pic, hand.factory], cpuCount, [
    { line: 'irq-0', to: 'ioapic', pin: 2 },
    { line: 'sci', to: 'ioapic', pin: 9 },
    { line: 'pic', to: 'lapic', pin: 0 },
    { line: 'pit', to: 'pic', pin: 0 },
  ]);
  const { bus } = made;
  for (let cpu = 0; cpu < cpuCount; cpu++) bus.writeMemory(0xfee000f0, 4, 0x1ff, cpu);
  const select = (index: number): void => bus.writeMemory(0xfec00000, 4, index, 0);
  const write = (index: number, value: number): void => {
    select(index);
    bus.writeMemory(0xfec00010, 4, value >>> 0, 0);
  };
  const read = (index: number): number => {
    select(index);
    return bus.readMemory(0xfec00010, 4, 0);
  };
  /** Sets an entry of the table. */
  const route = (pin: number, low: number, destination = 0): void => {
    write(0x11 + pin * 2, destination << 24);
    write(0x10 + pin * 2, low);
  };
  return {
    ...made,
    read,
    write,
    route,
    drive: (line: Line, high: boolean) => hand.context().drive(line, high),
  };
}

const intr = (cpu: number, asserted: boolean) => ({ cpu, signal: { kind: 'intr', asserted } });

describe('the IOAPIC', () => {
  it('has 24 masked inputs, version 0x20 and an ID that can be set', () => {
    const { read, write } = machine();

    expect(read(1)).toBe(0x00170020);
    expect([0x10, 0x3e].map(read)).toEqual([masked, masked]);
    write(0, 0xffffffff);
    expect([0, 2].map(read)).toEqual([0x0f000000, 0x0f000000]);
  });

  it('names registers that it does not have', () => {
    const { read, write, unknown } = machine();

    expect(read(0x40)).toBe(0xffffffff);
    write(0x03, 1);

    expect(unknown).toEqual(['ioapic: read of register 0x40', 'ioapic: write of register 0x3']);
  });

  it('sends an edge once', () => {
    const { drive, bus, route, signals } = machine(2);
    route(2, 0x51, 1);

    drive('irq-0', true);
    drive('irq-0', true);

    expect(signals).toEqual([intr(1, true)]);
    expect(bus.acknowledge(1)).toBe(0x51);
    drive('irq-0', false);
    drive('irq-0', true);
    expect(bus.readMemory(0xfee00220, 4, 1)).toBe(1 << 17);
  });

  it('loses an edge at a masked input', () => {
    const { drive, route, signals } = machine();
    drive('irq-0', true);

    route(2, 0x51);

    expect(signals).toEqual([]);
  });

  it('sends a level once, keeps remote IRR until EOI, and sends it again if it is still there', () => {
    const { drive, bus, route, read, signals } = machine();
    route(9, level | 0x61);

    drive('sci', true);
    drive('sci', true);
    expect(read(0x10 + 18)).toBe(level | remoteIrr | 0x61);
    expect(bus.acknowledge(0)).toBe(0x61);
    bus.writeMemory(endOfInterrupt, 4, 0, 0);
    expect(bus.acknowledge(0)).toBe(0x61);
    drive('sci', false);
    signals.length = 0;
    bus.writeMemory(endOfInterrupt, 4, 0, 0);

    expect(signals).toEqual([]);
    expect(read(0x10 + 18)).toBe(level | 0x61);
  });

  it('sends a level that waited behind the mask', () => {
    const { drive, route, signals } = machine();
    route(9, level | masked | 0x61);
    drive('sci', true);

    route(9, level | 0x61);

    expect(signals).toEqual([intr(0, true)]);
  });

  it('forgets remote IRR by its own EOI register, or by edge triggering', () => {
    const { drive, bus, route, read } = machine();
    route(9, level | 0x61);
    drive('sci', true);
    drive('sci', false);
    bus.writeMemory(0xfec00040, 4, 0x61, 0);
    expect(read(0x10 + 18)).toBe(level | 0x61);

    drive('sci', true);
    drive('sci', false);
    route(9, masked | 0x61);
    route(9, masked | level | 0x61);
    expect(read(0x10 + 18)).toBe(masked | level | 0x61);
  });

  it('does not end what came as an edge', () => {
    const { drive, bus, route, read } = machine();
    route(9, level | 0x61);
    drive('sci', true);
    bus.acknowledge(0);
    bus.writeMemory(0xfee00300, 4, 0x40071, 0);
    bus.acknowledge(0);

    bus.writeMemory(endOfInterrupt, 4, 0, 0);

    expect(read(0x10 + 18) & remoteIrr).toBe(remoteIrr);
  });

  it('reaches CPUs by a logical destination', () => {
    const { drive, bus, route, signals } = machine(3);
    for (const cpu of [0, 1, 2]) bus.writeMemory(0xfee000d0, 4, 2 ** (24 + cpu), cpu);
    route(2, 0x800 | 0x51, 0b110);

    drive('irq-0', true);

    expect(signals).toEqual([intr(1, true), intr(2, true)]);
  });

  it('with lowest priority chooses the CPU that does the least important work', () => {
    const { drive, bus, route, signals } = machine(2);
    bus.writeMemory(0xfee00080, 4, 0x20, 0);
    route(2, 0x100 | 0x51, 0xff);

    drive('irq-0', true);

    expect(signals).toEqual([intr(1, true)]);
  });

  it('delivers NMI and INIT', () => {
    const { drive, route, signals } = machine(2);
    route(2, 0x400, 1);
    route(9, 0x500, 1);

    drive('irq-0', true);
    drive('sci', true);

    expect(signals).toEqual([
      { cpu: 1, signal: { kind: 'nmi' } },
      { cpu: 1, signal: { kind: 'init' } },
    ]);
  });

  it('as ExtINT makes a CPU ask the 8259s', () => {
    const { drive, bus, route, signals } = machine(2);
    route(2, 0x700, 1);
    bus.writePort(0x21, 1, 0xfe, 0);
    bus.writeMemory(0xfee00350, 4, masked, 0);
    drive('pit', true);

    drive('irq-0', true);

    expect(bus.acknowledge(1)).toBe(0x08);
    expect(signals).toEqual([intr(1, true), intr(1, false)]);
  });

  it('names delivery modes that nobody has', () => {
    const { drive, route, unknown } = machine();
    route(2, 0x200);

    drive('irq-0', true);

    expect(unknown).toEqual(['lapic: SMI to CPU 0, which has no such mode']);
  });
});
