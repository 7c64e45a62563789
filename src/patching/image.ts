/** An ELF image as a patch table sees it: bytes and names by linear address. */
import { readElfHeader, readElfSegments, segmentType } from '../../protocol/elf/elf.ts';
import type { ElfSegment } from '../../protocol/elf/elf.ts';
import { readElfSections, readElfSymbols, sectionBytes } from '../../protocol/elf/sections.ts';
import type { ElfSection, ElfSymbol } from '../../protocol/elf/sections.ts';
import { isMalformed } from '../../protocol/layout.ts';
import type { Malformed } from '../../protocol/layout.ts';

export interface Image {
  /** A section by name with its bytes; undefined if there is none or it has none. */
  section(name: string): { readonly virtual: bigint; readonly bytes: Uint8Array } | undefined;
  /** Value and size of the symbol called `name`; of several the first. */
  symbol(name: string): ElfSymbol | undefined;
  /** What the file holds for `count` bytes at `address`; fewer where it holds nothing. */
  bytesAt(address: bigint, count: number): Uint8Array;
  /** Where the loader puts the byte at `address`; undefined outside the image. */
  physicalOf(address: bigint): number | undefined;
  /** `name` or `name+offset`, as gdb prints an address; hexadecimal where no name is near. */
  nameOf(address: bigint): string;
  /** All symbols, in file order. */
  readonly symbols: readonly ElfSymbol[];
}

/** Opens `file`, or says why it is not an ELF that can be read. */
export function openImage(file: Uint8Array): Image | Malformed {
  const header = readElfHeader(file);
  if (isMalformed(header)) return header;
  const segments = readElfSegments(file, header);
  if (isMalformed(segments)) return segments;
  const sections = readElfSections(file, header);
  if (isMalformed(sections)) return sections;
  const symbols = readElfSymbols(file, header, sections);
  if (isMalformed(symbols)) return symbols;
  const loaded = segments.filter((segment) => segment.type === segmentType.load);
  const named = codeSymbols(symbols);
  return {
    symbols,
    section: (name) => findSection(file, sections, name),
    symbol: (name) => symbols.find((one) => one.name === name),
    bytesAt: (address, count) => fileBytes(file, loaded, address, count),
    physicalOf(address) {
      const home = segmentOf(loaded, address);
      return home === undefined ? undefined : home.physical + Number(address - home.virtual);
    },
    nameOf: (address) => nearestName(named, address),
  };
}

function findSection(file: Uint8Array, sections: readonly ElfSection[], name: string) {
  const section = sections.find((one) => one.name === name);
  if (section === undefined) return undefined;
  const bytes = sectionBytes(file, section);
  return isMalformed(bytes) ? undefined : { virtual: section.virtual, bytes };
}

const segmentOf = (segments: readonly ElfSegment[], address: bigint): ElfSegment | undefined =>
  segments.find(
    (segment) =>
      address >= segment.virtual && address < segment.virtual + BigInt(segment.memoryBytes),
  );

function fileBytes(
  file: Uint8Array,
  segments: readonly ElfSegment[],
  address: bigint,
  count: number,
): Uint8Array {
  const home = segmentOf(segments, address);
  if (home === undefined) return new Uint8Array(0);
  const skipped = Number(address - home.virtual);
  const start = home.fileOffset + skipped;
  return file.subarray(start, start + Math.max(0, Math.min(count, home.fileBytes - skipped)));
}

/**
 * Symbols that may name code, by address; of several at one address the last is the best name: a
 * label put there on purpose says more than the function that happens to begin there.
 */
function codeSymbols(symbols: readonly ElfSymbol[]): readonly ElfSymbol[] {
  const rank = (symbol: ElfSymbol): number =>
    (symbol.global ? 2 : 0) + (symbol.kind === 'notype' ? 1 : 0);
  return symbols
    .filter(({ kind, section }) => section !== 0 && section < 0xff00 && naming.has(kind))
    .filter(({ name }) => name !== '' && !name.startsWith('.L'))
    .sort((one, other) => compare(one.value, other.value) || rank(one) - rank(other));
}

const naming: ReadonlySet<ElfSymbol['kind']> = new Set(['notype', 'function']);

function nearestName(named: readonly ElfSymbol[], address: bigint): string {
  const best = named[lastNotAbove(named, address)];
  if (best === undefined) return `0x${address.toString(16)}`;
  const offset = address - best.value;
  return offset === 0n ? best.name : `${best.name}+${offset}`;
}

function lastNotAbove(named: readonly ElfSymbol[], address: bigint): number {
  let [low, high] = [0, named.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((named[middle]?.value ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);
