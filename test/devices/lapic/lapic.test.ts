import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { board } from '../board.ts';

const id = 0x20;
const taskPriority = 0x80;
const processorPriority = 0xa0;
const endOfInterrupt = 0xb0;
const spurious = 0xf0;
const errorStatus = 0x280;
const lvtError = 0x370;

/** `cpuCount` enabled local APICs. */
function apics(cpuCount = 1) {
  const { bus, signals, unknown } = board([lapic(cpuCount)], cpuCount);
  const write = (cpu: number, offset: number, value: number): void =>
    bus.writeMemory(0xfee00000 + offset, 4, value >>> 0, cpu);
  const read = (cpu: number, offset: number): number => bus.readMemory(0xfee00000 + offset, 4, cpu);
  for (let cpu = 0; cpu < cpuCount; cpu++) write(cpu, spurious, 0x1ff);
  /** A fixed interrupt from `cpu` to itself. */
  const raise = (cpu: number, vector: number): void => write(cpu, 0x300, 0x40000 | vector);
  return { bus, signals, unknown, read, write, raise };
}

const intr = (cpu: number, asserted: boolean) => ({ cpu, signal: { kind: 'intr', asserted } });

describe('local APICs at power-on', () => {
  it('know their CPU, and are enabled by firmware only on the boot CPU', () => {
    const { bus } = board([lapic(3)], 3);
    const read = (cpu: number, offset: number) => bus.readMemory(0xfee00000 + offset, 4, cpu);

    expect([0, 1, 2].map((cpu) => read(cpu, id))).toEqual([0, 1 << 24, 2 << 24]);
    expect([0, 1, 2].map((cpu) => read(cpu, spurious))).toEqual([0x1ff, 0xff, 0xff]);
    expect([0, 1].map((cpu) => read(cpu, 0x360))).toEqual([0x8400, 0x10000]);
    expect(read(1, 0x30)).toBe(0x50014);
    expect(read(1, 0xe0)).toBe(0xffffffff);
  });
});

describe('an interrupt that arrives', () => {
  it('is offered, taken, served and ended', () => {
    const { bus, read, write, raise, signals } = apics();

    raise(0, 0x51);
    expect(signals).toEqual([intr(0, true)]);
    expect(read(0, 0x220)).toBe(1 << 17);
    expect(bus.acknowledge(0)).toBe(0x51);

    expect(signals).toEqual([intr(0, true), intr(0, false)]);
    expect([read(0, 0x120), read(0, 0x220)]).toEqual([1 << 17, 0]);
    expect(read(0, processorPriority)).toBe(0x50);
    write(0, endOfInterrupt, 0);
    expect([read(0, 0x120), read(0, processorPriority)]).toEqual([0, 0]);
  });

  it('waits behind one of its own class, but not behind a lower class', () => {
    const { bus, write, raise, signals } = apics();
    raise(0, 0x51);
    bus.acknowledge(0);
    signals.length = 0;

    raise(0, 0x5f);
    expect(signals).toEqual([]);
    raise(0, 0x61);
    expect(signals).toEqual([intr(0, true)]);
    expect(bus.acknowledge(0)).toBe(0x61);

    write(0, endOfInterrupt, 0);
    expect(signals).toEqual([intr(0, true), intr(0, false)]);
    write(0, endOfInterrupt, 0);
    expect(bus.acknowledge(0)).toBe(0x5f);
  });

  it('is held back by the task priority and may go away before it is taken', () => {
    const { bus, write, raise, signals } = apics();
    raise(0, 0x31);

    write(0, taskPriority, 0x30);

    expect(signals).toEqual([intr(0, true), intr(0, false)]);
    expect(bus.acknowledge(0)).toBe(0xff);
    write(0, taskPriority, 0x2f);
    expect(bus.acknowledge(0)).toBe(0x31);
  });

  it('is lost in an APIC that is switched off, whose local interrupts are all masked', () => {
    const { read, write, raise, signals } = apics();
    write(0, 0x320, 0x40);

    write(0, spurious, 0xff);
    raise(0, 0x51);

    expect(signals).toEqual([]);
    expect(read(0, 0x220)).toBe(0);
    expect(read(0, 0x320)).toBe(0x10040);
    write(0, 0x320, 0x41);
    expect(read(0, 0x320)).toBe(0x10041);
  });
});

describe('INIT', () => {
  it('puts everything but the id back and withdraws the interrupt', () => {
    const { bus, read, raise, signals } = apics(2);
    raise(1, 0x51);

    bus.initialise(1);

    expect(signals).toEqual([intr(1, true), intr(1, false)]);
    expect([read(1, id), read(1, spurious), read(1, 0x220)]).toEqual([1 << 24, 0xff, 0]);
  });
});

describe('mistakes of software', () => {
  it('are shown by the error status after the write that latches them', () => {
    const { read, write } = apics();

    write(0, 0x300, 0x4000f);
    expect(read(0, errorStatus)).toBe(0);
    write(0, errorStatus, 0);
    expect(read(0, errorStatus)).toBe(0x20);
    write(0, errorStatus, 0);
    expect(read(0, errorStatus)).toBe(0);
  });

  it('raise the error interrupt once, even if its own vector is a mistake', () => {
    const { bus, read, write, signals } = apics();
    write(0, lvtError, 0xfe);
    read(0, 0x3f0);
    expect(signals).toEqual([intr(0, true)]);
    expect(bus.acknowledge(0)).toBe(0xfe);

    write(0, errorStatus, 0);
    write(0, lvtError, 3);
    read(0, 0x40);
    write(0, errorStatus, 0);

    expect(read(0, errorStatus)).toBe(0xc0);
  });

  it('are named: reserved, read-only and unaligned registers', () => {
    const { bus, read, write, unknown } = apics();

    write(0, 0x30, 5);
    write(0, 0x40, 5);
    bus.writeMemory(0xfee00080, 1, 5, 0);
    bus.readMemory(0xfee00084, 4, 0);

    expect(unknown).toEqual([
      'lapic: write to read-only register 0x30',
      'lapic: write of reserved register 0x40',
      'lapic: write of reserved register 0x80',
      'lapic: read of reserved register 0x84',
    ]);
    expect([read(0, 0x30), read(0, taskPriority)]).toEqual([0x50014, 0]);
  });
});
