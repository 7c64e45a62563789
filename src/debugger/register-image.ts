/** Registers as gdb carries them: little-endian images, all of them or one by its number. */
import { fromLittleEndian, littleEndian, writeLittleEndian } from '../../protocol/rsp/numbers.ts';
import type { Machine } from '../machine/machine.ts';
import { readForGdb, writeForGdb } from './linear-rip.ts';
import type { Place, RegisterView } from './register-view.ts';

const seen = ({ bytes }: Place, value: bigint): bigint => BigInt.asUintN(bytes * 8, value);

/** One register of `cpu`, as far as the view shows it. */
export const readPlace = (machine: Machine, cpu: number, place: Place): Uint8Array =>
  littleEndian(readForGdb(machine, cpu, place.register), place.bytes);

/**
 * Writes a register if that changes what the view shows of it; bits that it does not show stay.
 * So writing back what was read changes nothing, whatever the mode of the CPU. False: it cannot
 * hold that, and has its old value.
 */
export function writePlace(
  machine: Machine,
  cpu: number,
  place: Place,
  image: Uint8Array,
): boolean {
  const value = fromLittleEndian(image);
  const whole = readForGdb(machine, cpu, place.register);
  const now = seen(place, whole);
  return value === now || writeForGdb(machine, cpu, place.register, whole - now + value);
}

/** All registers of `cpu`, in the order of the view. */
export function readImage(machine: Machine, cpu: number, view: RegisterView): Uint8Array {
  const image = new Uint8Array(view.imageBytes);
  for (const place of view.places) {
    writeLittleEndian(image, place, readForGdb(machine, cpu, place.register));
  }
  return image;
}

/**
 * Writes the registers whose bytes differ: the names of those that cannot hold their value, and
 * have the old one. What one may hold can depend on another, as of CR0, CR4 and EFER: they are tried
 * until none is taken any more. Those that go on by themselves stay as they are: an old image of all
 * registers does not set the clock back.
 */
export function writeImage(
  machine: Machine,
  cpu: number,
  { view, image }: { readonly view: RegisterView; readonly image: Uint8Array },
): string[] {
  const refused = (place: Place): boolean =>
    !writePlace(machine, cpu, place, image.subarray(place.at, place.at + place.bytes));
  const untried = view.places.filter(({ restored }) => restored);
  let left = untried.filter(refused);
  for (let before = untried.length; left.length > 0 && left.length < before;) {
    before = left.length;
    left = left.filter(refused);
  }
  return left.map(({ name }) => name);
}

/** What gdb needs at every stop to know where it is. */
export const readExpedited = (
  machine: Machine,
  cpu: number,
  view: RegisterView,
): { readonly number: number; readonly image: Uint8Array }[] =>
  view.expedited.map((place) => ({
    number: place.number,
    image: readPlace(machine, cpu, place),
  }));
