/** Loads multiboot 1 images, ELF32, ELF64 or described by address fields, as QEMU places them. */
import { physicalAddress } from '../../foundation/addresses.ts';
import { looksLikeElf } from '../../../protocol/elf/elf.ts';
import { isMalformed } from '../../../protocol/layout.ts';
import {
  findMultibootHeader,
  headerSearchBytes,
  loaderMagic,
  unknownRequirements,
} from '../../../protocol/multiboot/multiboot.ts';
import type { MultibootHeader } from '../../../protocol/multiboot/multiboot.ts';
import { planAcpi } from './acpi.ts';
import { informationAddress, planInformation } from './information.ts';
import { addressPieces, elfPieces } from './pieces.ts';
import type { LoadedImage, Piece } from './pieces.ts';
import type { BootPlan, BootRefusal, BootRequest } from './plan.ts';
import { isRefused } from './plan.ts';
import { firmwareRanges, ramRanges } from './ram.ts';
import type { Range } from './ram.ts';

/** Decides where everything goes; a bad image is a returned refusal, never a throw. */
export function planMultiboot(request: BootRequest): BootPlan | BootRefusal {
  const header = acceptedHeader(request.image);
  if (isRefused(header)) return header;
  const loaded = load(request.image, header);
  if (isRefused(loaded)) return loaded;
  const misplaced = loaded.pieces
    .map((piece) => misplacement(piece, request.ramBytes))
    .find((why) => why !== undefined);
  if (misplaced !== undefined) return { refused: misplaced };
  if (!loaded.pieces.some((piece) => contains(piece, loaded.entry))) {
    return { refused: `the entry point ${hex(loaded.entry)} lies in no loaded segment` };
  }
  const information = planInformation(request, imageEnd(loaded.pieces));
  if (isRefused(information)) return information;
  return {
    zeroes: loaded.pieces
      .filter((piece) => piece.memoryBytes > piece.bytes.length)
      .map((piece) => ({
        physical: physicalAddress(piece.physical + piece.bytes.length),
        bytes: piece.memoryBytes - piece.bytes.length,
      })),
    writes: [
      ...loaded.pieces
        .filter((piece) => piece.bytes.length > 0)
        .map((piece) => ({ physical: physicalAddress(piece.physical), bytes: piece.bytes })),
      ...information,
      ...planAcpi(request),
    ],
    entry: physicalAddress(loaded.entry),
    registers: { eax: loaderMagic, ebx: informationAddress },
  };
}

function acceptedHeader(image: Uint8Array): MultibootHeader | BootRefusal {
  if (image.length === 0) return { refused: 'the file is empty' };
  const header = findMultibootHeader(image);
  if (header === undefined) {
    const what = looksLikeElf(image) ? 'an ELF file without' : 'not ELF, and without';
    return { refused: `${what} a multiboot header in its first ${headerSearchBytes} bytes` };
  }
  if (isMalformed(header)) return { refused: header.malformed };
  const unknown = header.flags & unknownRequirements;
  if (unknown !== 0) {
    return { refused: `its multiboot header requires unknown features: flags ${hex(unknown)}` };
  }
  return header;
}

// Like QEMU, an image that gives addresses is loaded by them even if it is an ELF file.
function load(image: Uint8Array, header: MultibootHeader): LoadedImage | BootRefusal {
  if (header.addresses !== undefined) {
    return addressPieces(image, header.fileOffset, header.addresses);
  }
  if (!looksLikeElf(image)) {
    return { refused: 'not ELF, and its multiboot header gives no load addresses' };
  }
  return elfPieces(image);
}

function misplacement(piece: Piece, ramBytes: number): string | undefined {
  const range = { base: piece.physical, bytes: piece.memoryBytes };
  const where = `${piece.name} at physical ${hex(range.base)}, ${hex(range.bytes)} bytes,`;
  if (!ramRanges(ramBytes).some((ram) => within(range, ram))) {
    return `${where} lies outside RAM (${ramBytes / 2 ** 20} MiB; 639 KiB, then from 1 MiB to 128 KiB below the top)`;
  }
  const taken = firmwareRanges.find((used) => overlap(range, used));
  if (taken === undefined) return undefined;
  return `${where} overlaps ${taken.name} at ${hex(taken.base)}`;
}

const imageEnd = (pieces: readonly Piece[]): number =>
  pieces.reduce((end, piece) => Math.max(end, piece.physical + piece.memoryBytes), 0);

const contains = (piece: Piece, address: number): boolean =>
  address >= piece.physical && address < piece.physical + piece.memoryBytes;

const within = (inner: Range, outer: Range): boolean =>
  inner.base >= outer.base && inner.base + inner.bytes <= outer.base + outer.bytes;

const overlap = (one: Range, other: Range): boolean =>
  one.base < other.base + other.bytes && other.base < one.base + one.bytes;

const hex = (value: number): string => `0x${value.toString(16)}`;
