import { describe, expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { board } from '../board.ts';

const commandLow = 0x300;
const commandHigh = 0x310;

function apics(cpuCount: number) {
  const { bus, signals, unknown } = board([lapic(cpuCount)], cpuCount);
  const write = (cpu: number, offset: number, value: number): void =>
    bus.writeMemory(0xfee00000 + offset, 4, value >>> 0, cpu);
  for (let cpu = 0; cpu < cpuCount; cpu++) write(cpu, 0xf0, 0x1ff);
  const send = (cpu: number, destination: number, command: number): void => {
    write(cpu, commandHigh, destination << 24);
    write(cpu, commandLow, command);
  };
  const interrupted = (): number[] =>
    signals.filter(({ signal }) => signal.kind === 'intr').map(({ cpu }) => cpu);
  return { bus, signals, unknown, write, send, interrupted };
}

describe('a message with a physical destination', () => {
  it('reaches the CPU with that id: NMI, INIT, SIPI', () => {
    const { signals, send } = apics(4);

    send(0, 2, 0x400);
    send(0, 3, 0xc500);
    send(0, 3, 0x8500);
    send(0, 3, 0x68f);

    expect(signals).toEqual([
      { cpu: 2, signal: { kind: 'nmi' } },
      { cpu: 3, signal: { kind: 'init' } },
      { cpu: 3, signal: { kind: 'sipi', vector: 0x8f } },
    ]);
  });

  it('reaches the sender itself, which is how Xen sends itself an NMI', () => {
    const { signals, send } = apics(2);

    send(1, 1, 0x400);

    expect(signals).toEqual([{ cpu: 1, signal: { kind: 'nmi' } }]);
  });

  it('reaches everybody as ff and nobody where no CPU is', () => {
    const { interrupted, send } = apics(3);

    send(1, 9, 0x40);
    expect(interrupted()).toEqual([]);
    send(1, 0xff, 0x40);

    expect(interrupted()).toEqual([0, 1, 2]);
  });
});

describe('a message with a logical destination', () => {
  it('in the flat model reaches each CPU that has one of the bits', () => {
    const { interrupted, send, write } = apics(3);
    for (const cpu of [0, 1, 2]) write(cpu, 0xd0, 1 << (24 + cpu));

    send(0, 0b110, 0x8fb);

    expect(interrupted()).toEqual([1, 2]);
  });

  it('in the cluster model reaches the bits of one cluster, or of all as f', () => {
    const { bus, interrupted, send, write } = apics(3);
    [0x11, 0x12, 0x21].forEach((logical, cpu) => {
      write(cpu, 0xe0, 0x0fffffff);
      write(cpu, 0xd0, logical << 24);
    });

    send(0, 0x13, 0x840);
    expect(interrupted()).toEqual([0, 1]);
    for (const cpu of [0, 1]) bus.acknowledge(cpu);
    send(0, 0xf1, 0x850);

    expect(interrupted().slice(4)).toEqual([0, 2]);
  });

  it('of lowest priority goes to the least busy CPU, the first among equals', () => {
    const { interrupted, send, write } = apics(3);
    for (const cpu of [0, 1, 2]) write(cpu, 0xd0, 1 << (24 + cpu));
    write(0, 0x80, 0x20);

    send(0, 0b111, 0x940);

    expect(interrupted()).toEqual([1]);
  });
});

describe('a message with a shorthand', () => {
  it.each([
    ['self', 0x40040, [1]],
    ['all', 0x80040, [0, 1, 2]],
    ['all but self', 0xc0040, [0, 2]],
  ])('goes to %s', (_, command, whom) => {
    const { interrupted, send } = apics(3);

    send(1, 0, command);

    expect(interrupted()).toEqual(whom);
  });

  it('may be an NMI to the others, but not to the sender as well', () => {
    const { signals, unknown, send } = apics(2);

    send(0, 0, 0xc0400);
    send(0, 0, 0x40400);

    expect(signals).toEqual([{ cpu: 1, signal: { kind: 'nmi' } }]);
    expect(unknown).toEqual(['lapic: interrupt command 0x40400 is not valid']);
  });
});

it('a message of a reserved kind is named and goes nowhere', () => {
  const { signals, unknown, send } = apics(1);

  send(0, 0, 0x340);

  expect(signals).toEqual([]);
  expect(unknown).toEqual(['lapic: interrupt command 0x340 is not valid']);
});
