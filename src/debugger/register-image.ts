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
}

let imageLength = 0;
const places: readonly Place[] = registers.map(({ name, bits }, number) => {
  const place = { name, number, at: imageLength, bytes: bits / 8 };
  imageLength += place.bytes;
  return place;
});

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

/** Writes the registers whose bytes differ, so that writing back what was read changes nothing. */
export function writeImage(machine: Machine, cpu: number, image: Uint8Array): void {
  for (const { name, at, bytes } of places) {
    const value = fromLittleEndian(image.subarray(at, at + bytes));
    if (readForGdb(machine, cpu, name) !== value) writeForGdb(machine, cpu, name, value);
  }
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
