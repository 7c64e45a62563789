/** Lays out the multiboot information, memory map, strings and modules for a booting image. */
import { pageBytes, physicalAddress } from '../../foundation/addresses.ts';
import {
  encodeInformation,
  encodeMemoryRange,
  encodeModule,
  moduleBytes,
} from '../../../protocol/multiboot/multiboot.ts';
import type { BootRefusal, BootRequest, PlacedBytes } from './plan.ts';
import { lowKibibytes, ramRanges, reservedRanges } from './ram.ts';

/** Where EBX points. */
export const informationAddress = 0x9500;
const memoryMapAddress = 0x9000;
const loaderName = 'textpoke';
/** Segment of the extended BIOS data area, at 0x40e, and KiB of conventional memory, at 0x413. */
const biosData = { ebdaSegment: 0x40e, lowMemory: 0x413 } as const;

/** All bytes besides the image, which ends at `imageEnd`; refused if RAM is too small for them. */
export function planInformation(
  request: BootRequest,
  imageEnd: number,
): readonly PlacedBytes[] | BootRefusal {
  const strings = stringTable(request);
  const modulesTable = Math.max(pageUp(imageEnd), 2 ** 20);
  const stringsAt = modulesTable + request.modules.length * moduleBytes;
  const starts = moduleStarts(request, stringsAt + strings.bytes.length);
  const end = starts.reduce(
    (high, start, index) => Math.max(high, start + (request.modules[index]?.bytes.length ?? 0)),
    stringsAt + strings.bytes.length,
  );
  if (end > request.ramBytes) return { refused: tooLarge(request, imageEnd, end) };
  const table = request.modules.map((module, index) => {
    const start = starts[index] ?? 0;
    const string = stringsAt + (strings.modules[index] ?? 0);
    return encodeModule({ start, end: start + module.bytes.length, string });
  });
  const map = memoryMap(request.ramBytes);
  const information = encodeInformation({
    lowerKibibytes: lowKibibytes,
    upperKibibytes: Math.max(0, request.ramBytes / 2 ** 10 - 2 ** 10),
    commandLine: stringsAt + strings.commandLine,
    modules: { count: request.modules.length, address: modulesTable },
    memoryMap: { bytes: map.length, address: memoryMapAddress },
    loaderName: stringsAt + strings.loaderName,
  });
  return [
    place(biosData.ebdaSegment, littleEndian16(0x9fc0)),
    place(biosData.lowMemory, littleEndian16(lowKibibytes)),
    place(memoryMapAddress, map),
    place(informationAddress, information),
    place(modulesTable, joined([...table, strings.bytes])),
    ...request.modules
      .map((module, index) => place(starts[index] ?? 0, module.bytes))
      .filter((placed) => placed.bytes.length > 0),
  ];
}

// Xen panics on a module that does not begin on a page.
function moduleStarts(request: BootRequest, after: number): readonly number[] {
  const starts: number[] = [];
  let next = pageUp(after);
  for (const module of request.modules) {
    starts.push(next);
    next = pageUp(next + module.bytes.length);
  }
  return starts;
}

function stringTable(request: BootRequest) {
  const texts = [
    request.commandLine,
    loaderName,
    ...request.modules.map((module) => module.commandLine),
  ].map((text) => new TextEncoder().encode(`${text}\0`));
  const offsets: number[] = [];
  let next = 0;
  for (const text of texts) {
    offsets.push(next);
    next += text.length;
  }
  const [commandLine = 0, name = 0, ...modules] = offsets;
  return { bytes: joined(texts), commandLine, loaderName: name, modules };
}

function memoryMap(ramBytes: number): Uint8Array {
  const ranges = [
    ...ramRanges(ramBytes).map((range) => ({ ...range, type: 1 })),
    ...reservedRanges.map((range) => ({ ...range, type: 2 })),
  ];
  const entries = ranges
    .filter((range) => range.bytes > 0)
    .sort((one, other) => one.base - other.base)
    .map(encodeMemoryRange);
  return joined(entries);
}

function tooLarge(request: BootRequest, imageEnd: number, end: number): string {
  const count = request.modules.length;
  const what = count === 0 ? 'its command line' : `its command line and ${count} module(s)`;
  return `${what} after its end at ${hex(imageEnd)} need RAM up to ${hex(end)}, which ends before`;
}

const place = (physical: number, bytes: Uint8Array): PlacedBytes => ({
  physical: physicalAddress(physical),
  bytes,
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const pageUp = (address: number): number => Math.ceil(address / pageBytes) * pageBytes;
const littleEndian16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
const hex = (value: number): string => `0x${value.toString(16)}`;
