/** Lays out the multiboot information, memory map, strings and modules for a booting image. */
import { pageBytes, physicalAddress } from '../../foundation/addresses.ts';
import {
  encodeInformation,
  encodeMemoryRange,
  encodeModule,
  moduleBytes,
} from '../../../protocol/multiboot/multiboot.ts';
import { defaultModel } from '../../isa/cpuid.ts';
import type { BootRefusal, BootRequest, PlacedBytes } from './plan.ts';
import { acpiRange, lowKibibytes, ramRanges, reservedRanges } from './ram.ts';

/** Where EBX points. */
export const informationAddress = 0x9500;
const memoryMapAddress = 0x9000;
const loaderName = 'textpoke';
/** What the BIOS data area and the extended one say, as little-endian words. */
const biosData: readonly (readonly [physical: number, value: number])[] = [
  [0x400, 0x3f8],
  [0x40e, 0x9fc0],
  [0x413, lowKibibytes],
  [0x9fc00, 1],
];

/** All bytes besides the image, which ends at `imageEnd`; refused if RAM is too small for them. */
export function planInformation(
  request: BootRequest,
  imageEnd: number,
): readonly PlacedBytes[] | BootRefusal {
  const modulesTable = Math.max(pageUp(imageEnd), 2 ** 20);
  const strings = stringTable(request, modulesTable + request.modules.length * moduleBytes);
  const starts = moduleStarts(request, strings.address + strings.bytes.length);
  const end = starts.reduce(
    (high, start, index) => Math.max(high, start + (request.modules[index]?.bytes.length ?? 0)),
    strings.address + strings.bytes.length,
  );
  const top = acpiRange(request.ramBytes).base;
  if (end > top) return { refused: tooLarge(request, imageEnd, end) };
  const table = request.modules.map((module, index) => {
    const start = starts[index] ?? 0;
    const string = strings.modules[index] ?? 0;
    return encodeModule({ start, end: start + module.bytes.length, string });
  });
  const map = memoryMap(request);
  const information = encodeInformation({
    lowerKibibytes: lowKibibytes,
    upperKibibytes: top / 2 ** 10 - 2 ** 10,
    commandLine: strings.commandLine,
    modules: { count: request.modules.length, address: modulesTable },
    memoryMap: { bytes: map.length, address: memoryMapAddress },
    loaderName: strings.loaderName,
  });
  return [
    ...biosData.map(([physical, value]) => place(physical, littleEndian16(value))),
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

/** The strings from `address` on, in QEMU's order: modules, command line, loader. */
function stringTable(request: BootRequest, address: number) {
  const texts = [
    ...request.modules.map((module) => module.commandLine),
    request.commandLine,
    loaderName,
  ].map((text) => new TextEncoder().encode(`${text}\0`));
  const addresses: number[] = [];
  let next = address;
  for (const text of texts) {
    addresses.push(next);
    next += text.length;
  }
  const [commandLine = 0, name = 0] = addresses.slice(-2);
  return {
    address,
    bytes: joined(texts),
    commandLine,
    loaderName: name,
    modules: addresses.slice(0, -2),
  };
}

function memoryMap({ ramBytes, vendor = defaultModel.vendor }: BootRequest): Uint8Array {
  const ranges = [
    ...ramRanges(ramBytes).map((range) => ({ ...range, type: 1 })),
    ...reservedRanges(ramBytes, vendor).map((range) => ({ ...range, type: 2 })),
  ];
  return joined(ranges.sort((one, other) => one.base - other.base).map(encodeMemoryRange));
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
