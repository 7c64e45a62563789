/** Specifies src/debugger/register-image.ts. */
import { expect, it } from 'vitest';
import {
  imageBytes,
  readExpedited,
  readImage,
  writeImage,
} from '../../src/debugger/register-image.ts';
import { registers } from '../../src/isa/registers.ts';
import { StillMachine } from './still-machine.ts';

it('holds all registers, one after another', () => {
  const machine = new StillMachine();
  machine.writeRegister(0, 'rbx', 0x1122_3344_5566_7788n);
  const image = readImage(machine, 0);
  expect(image).toHaveLength(imageBytes);
  expect(image.slice(8, 16)).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
});

it('carries every register from one machine to another', () => {
  const from = new StillMachine();
  const to = new StillMachine();
  for (const { name, bits } of registers) {
    from.writeRegister(1, name, (1n << BigInt(bits)) - 2n);
  }
  writeImage(to, 1, readImage(from, 1));
  const differing = registers.filter(
    ({ name }) => from.readRegister(1, name) !== to.readRegister(1, name),
  );
  expect(differing).toEqual([]);
});

it('sends rbp, rsp and rip along with every stop', () => {
  expect(readExpedited(new StillMachine(), 0).map(({ number }) => number)).toEqual([6, 7, 16]);
});
