/** Specifies src/debugger/register-image.ts. */
import { describe, expect, it } from 'vitest';
import { readExpedited, readImage, writeImage } from '../../src/debugger/register-image.ts';
import { views, type ViewBits } from '../../src/debugger/register-view.ts';
import { registers } from '../../src/isa/registers.ts';
import { StillMachine } from './still-machine.ts';

it('holds all registers, one after another', () => {
  const machine = new StillMachine();
  machine.writeRegister(0, 'rbx', 0x1122_3344_5566_7788n);
  const image = readImage(machine, 0, views[64]);
  expect(image).toHaveLength(views[64].imageBytes);
  expect(image.slice(8, 16)).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
});

it('carries every register from one machine to another', () => {
  const from = new StillMachine();
  const to = new StillMachine();
  for (const { name, bits } of registers) {
    from.writeRegister(1, name, (1n << BigInt(bits)) - 2n);
  }
  const view = views[64];
  writeImage(to, 1, { view, image: readImage(from, 1, view) });
  const differing = registers.filter(
    ({ name }) => from.readRegister(1, name) !== to.readRegister(1, name),
  );
  expect(differing).toEqual([]);
});

describe.each<ViewBits>([64, 32, 16])('a view of %i-bit code', (bits) => {
  const view = views[bits];

  it('changes nothing when what was read is written back, in long mode and in real mode', () => {
    for (const [efer, base] of [
      [0x500n, 0n],
      [0n, 0x8000n],
    ] as const) {
      const machine = new StillMachine();
      for (const { name, bits: width } of registers) {
        machine.writeRegister(0, name, (1n << BigInt(width)) - 3n);
      }
      machine.writeRegister(0, 'efer', efer);
      machine.writeRegister(0, 'cs_base', base);
      if (efer === 0n) machine.writeRegister(0, 'rip', 0x10n);
      const image = readImage(machine, 0, view);
      machine.registerWrites.length = 0;
      writeImage(machine, 0, { view, image });
      expect(machine.registerWrites).toEqual([]);
    }
  });
});

it('writes the low half of a register where the view shows no more', () => {
  const machine = new StillMachine();
  machine.writeRegister(0, 'rcx', 0x1122_3344_5566_7788n);
  const image = readImage(machine, 0, views[32]);
  expect(image.slice(4, 8)).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55));
  image.set([1, 2, 3, 4], 4);
  writeImage(machine, 0, { view: views[32], image });
  expect(machine.readRegister(0, 'rcx')).toBe(0x1122_3344_0403_0201n);
});

it('sends frame, stack and instruction pointer along with every stop', () => {
  const sent = (bits: ViewBits) =>
    readExpedited(new StillMachine(), 0, views[bits]).map(({ number }) => number);
  expect([sent(64), sent(32)]).toEqual([
    [6, 7, 16],
    [5, 4, 8],
  ]);
});
