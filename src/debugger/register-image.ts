/** Registers as gdb carries them: little-endian images, all of them or one by its number. */
import { fromLittleEndian, littleEndian, writeLittleEndian } from '../../protocol/rsp/numbers.ts';
import { present } from '../foundation/assert.ts';
import { registers } from '../isa/registers.ts';
import type { Machine } from '../machine/machine.ts';
import { readForGdb, writeForGdb } from './linear-rip.ts';

interface Place {
  readonly name: string;
  readonly number: number;
  /** Offset in the image of `g`. */
  readonly at: number;
  readonly bytes: number;
  /** Whether it may be written together with all the others. */
  readonly restored: boolean;
  readonly writable: boolean;
}

let imageLength = 0;
const places: readonly Place[] = registers.map(
  ({ name, bits, restored = true, writable = true }, number) => {
    const place = { name, number, at: imageLength, bytes: bits / 8, restored, writable };
    imageLength += place.bytes;
    return place;
  },
);

/** Bytes in the image of `g`. */
export const imageBytes = imageLength;

/** The name and size of register `number`, or undefined. */
export const registerPlace = (number: number): Place | undefined => places[number];

/** All registers of `cpu`, in the order of the table. */
export function readImage(machine: Machine, cpu: number): Uint8Array {
  const image = new Uint8Array(imageBytes);
  for (const place of places) {
    writeLittleEndian(image, place, readForGdb(machine, cpu, place.name));
  }
  return image;
}

/**
 * Writes the registers whose bytes differ, so that writing back what was read changes nothing: the
 * names of those that cannot hold their value, and have the old one. Those that go on by themselves
 * stay as they are: an old image of all registers does not set the clock back.
 */
export function writeImage(machine: Machine, cpu: number, image: Uint8Array): string[] {
  return places
    .filter(({ restored }) => restored)
    .filter(({ name, at, bytes }) => {
      const value = fromLittleEndian(image.subarray(at, at + bytes));
      if (readForGdb(machine, cpu, name) === value) return false;
      return !writeForGdb(machine, cpu, name, value);
    })
    .map(({ name }) => name);
}

const expedited = ['rbp', 'rsp', 'rip'].map((name) =>
  present(
    places.find((place) => place.name === name),
    name,
  ),
);

/** What gdb needs at every stop to know where it is. */
export const readExpedited = (
  machine: Machine,
  cpu: number,
): { readonly number: number; readonly image: Uint8Array }[] =>
  expedited.map(({ number, name, bytes }) => ({
    number,
    image: littleEndian(readForGdb(machine, cpu, name), bytes),
  }));
