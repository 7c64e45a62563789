import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { board } from '../board.ts';

const base = 0x1b;
const enable = 0xfee00800n;
const extend = 0x400n;
const deadline = 0x6e0;

/** `cpuCount` enabled local APICs, which are x2APICs if `mode` says so. */
function apics(cpuCount: number, mode: 'xapic' | 'x2apic' = 'x2apic') {
  const made = board([lapic(cpuCount)], cpuCount);
  const { bus } = made;
  for (let cpu = 0; cpu < cpuCount; cpu++) {
    bus.writeMemory(0xfee000f0, 4, 0x1ff, cpu);
    if (mode === 'x2apic') bus.writeMsr(base, enable | extend, cpu);
  }
  made.signals.length = 0;
  const write = (cpu: number, number: number, value: bigint | number): boolean =>
    bus.writeMsr(number, BigInt(value), cpu);
  const read = (cpu: number, number: number): bigint | undefined => bus.readMsr(number, cpu);
  const interrupted = (): number[] =>
    made.signals.filter(({ signal }) => signal.kind === 'intr').map(({ cpu }) => cpu);
  return { ...made, read, write, interrupted };
}

describe('IA32_APIC_BASE', () => {
  it('says at power-on where the window is, that it is open, and who the boot CPU is', () => {
    const { read } = apics(2, 'xapic');

    expect([read(0, base), read(1, base)]).toEqual([0xfee00900n, 0xfee00800n]);
  });

  it('moves the window of one CPU, which then hides what was there', () => {
    const { bus, signals, write } = apics(2, 'xapic');

    expect(write(1, base, 0x12345800n)).toBe(true);

    expect(signals).toEqual([
      { cpu: 1, signal: { kind: 'apic', window: 0x12345000, enabled: true } },
    ]);
    expect(bus.readMemory(0x12345020, 4, 1)).toBe(1 << 24);
    expect(bus.readMemory(0xfee00020, 4, 1)).toBe(0xffffffff);
    expect(bus.readMemory(0xfee00020, 4, 0)).toBe(0);
  });

  it('switches the APIC off, which then is as after power-on', () => {
    const { bus, read, write } = apics(1, 'xapic');

    write(0, base, 0xfee00000n);
    expect(bus.readMemory(0xfee000f0, 4, 0)).toBe(0xffffffff);
    write(0, base, enable);

    expect(bus.readMemory(0xfee000f0, 4, 0)).toBe(0xff);
    expect(read(0, base)).toBe(enable);
  });

  it.each([
    ['off', 'x2apic', [0n, enable | extend]],
    ['x2apic', 'xapic', [enable | extend, enable]],
    ['xapic', 'x2apic without APIC', [extend]],
  ])('refuses the way from %s to %s', (_from, _to, way) => {
    const { write } = apics(1, 'xapic');
    const last = way.length - 1;

    expect(way.map((value) => write(0, base, value))).toEqual(way.map((_, at) => at < last));
  });

  it.each([
    ['xapic, off and xapic again', [0n, enable]],
    ['x2apic, off, xapic', [enable | extend, 0n, enable, enable | extend]],
  ])('allows %s', (_name, way) => {
    const { write } = apics(1, 'xapic');

    expect(way.map((value) => write(0, base, value))).toEqual(way.map(() => true));
  });

  it('knows no x2APIC where the CPU has none', () => {
    const { bus } = board([lapic(1, { x2apic: false, tscDeadline: false })]);

    expect(bus.writeMsr(base, enable | extend, 0)).toBe(false);
  });
});

describe('an x2APIC', () => {
  it('has its registers in MSRs and no window', () => {
    const { bus, read } = apics(20);

    expect([0x802, 0x803, 0x80d, 0x80f].map((number) => read(19, number))).toEqual([
      19n,
      0x50014n,
      0x1_0008n,
      0x1ffn,
    ]);
    expect(bus.readMemory(0xfee00020, 4, 19)).toBe(0xffffffff);
  });

  it('has none of them in the other mode', () => {
    const { read, write } = apics(1, 'xapic');

    expect(read(0, 0x802)).toBeUndefined();
    expect(write(0, 0x808, 0)).toBe(false);
  });

  it('sends a command by one write of 64 bits', () => {
    const { read, signals, write } = apics(4);

    write(0, 0x830, (3n << 32n) | 0x400n);

    expect(signals).toEqual([{ cpu: 3, signal: { kind: 'nmi' } }]);
    expect(read(0, 0x830)).toBe((3n << 32n) | 0x400n);
  });

  it.each([
    ['everybody', 0xffffffffn, 0x51n, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
    ['nobody, as the 8-bit broadcast', 0xffn, 0x51n, []],
    ['bits of the first cluster', 0x0006n, 0x851n, [1, 2]],
    ['a bit of the second', 0x1_0001n, 0x851n, [16]],
  ])('addresses %s', (_whom, destination, command, whom) => {
    const { interrupted, write } = apics(17);

    write(0, 0x830, (destination << 32n) | command);

    expect(interrupted()).toEqual(whom);
  });

  it('interrupts itself by SELF IPI, and ends that by EOI', () => {
    const { bus, read, write } = apics(1);

    write(0, 0x83f, 0x61);
    expect(read(0, 0x823)).toBe(2n);
    expect(bus.acknowledge(0)).toBe(0x61);
    expect(read(0, 0x813)).toBe(2n);
    write(0, 0x80b, 0);

    expect(read(0, 0x813)).toBe(0n);
  });

  it('stays one when its CPU gets INIT', () => {
    const { bus, read } = apics(2);

    bus.initialise(1);

    expect([read(1, base), read(1, 0x80f)]).toEqual([enable | extend, 0xffn]);
  });
});

describe('the task priority', () => {
  it('is the one that CR8 shows', () => {
    const { bus, signals, read, write } = apics(1);
    write(0, 0x83f, 0x51);
    signals.length = 0;

    bus.setTaskPriority(0, 0x50);
    expect(read(0, 0x808)).toBe(0x50n);
    expect(signals).toEqual([{ cpu: 0, signal: { kind: 'intr', asserted: false } }]);
    write(0, 0x808, 0x21);

    expect(bus.taskPriority(0)).toBe(0x21);
  });
});

describe('a deadline of the time stamp counter', () => {
  function armed(value: bigint) {
    const made = apics(1);
    made.write(0, 0x832, 0x40045);
    made.write(0, deadline, value);
    return made;
  }

  it('interrupts when the counter gets there, once', () => {
    const { bus, read, setTime } = armed(5000n);

    expect([bus.deadline(), read(0, deadline)]).toEqual([5000, 5000n]);
    setTime(5000);
    bus.advance();

    expect(bus.acknowledge(0)).toBe(0x45);
    expect([bus.deadline(), read(0, deadline)]).toEqual([undefined, 0n]);
  });

  it('that has passed interrupts at once, and zero disarms it', () => {
    const { bus, setTime, write } = armed(5000n);
    write(0, deadline, 0n);
    expect(bus.deadline()).toBeUndefined();
    setTime(300);

    write(0, deadline, 299n);

    expect(bus.acknowledge(0)).toBe(0x45);
  });

  it('goes away with its mode, in which there is no count', () => {
    const { bus, read, write } = armed(5000n);
    write(0, 0x838, 100);
    expect([read(0, 0x838), read(0, 0x839)]).toEqual([0n, 0n]);

    write(0, 0x832, 0x45);

    expect([bus.deadline(), read(0, deadline)]).toEqual([undefined, 0n]);
    write(0, deadline, 6000n);
    expect(read(0, deadline)).toBe(0n);
  });
});

it('an SMI is named: there is no system management mode', () => {
  const { signals, unknown, write } = apics(2);

  write(0, 0x830, (1n << 32n) | 0x200n);

  expect(signals).toEqual([]);
  expect(unknown).toEqual(['lapic: SMI to CPU 1, which has no such mode']);
});
