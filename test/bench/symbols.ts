/** Labels of a guest's ELF file. */
import { isMalformed } from '../../protocol/layout.ts';
import { readElfHeader } from '../../protocol/elf/elf.ts';
import { readElfSections, readElfSymbols } from '../../protocol/elf/sections.ts';

/** Values of all symbols by name; throws on a file that is no ELF. */
export function readSymbols(file: Uint8Array): ReadonlyMap<string, bigint> {
  const header = readElfHeader(file);
  if (isMalformed(header)) throw new Error(header.malformed);
  const sections = readElfSections(file, header);
  if (isMalformed(sections)) throw new Error(sections.malformed);
  const symbols = readElfSymbols(file, header, sections);
  if (isMalformed(symbols)) throw new Error(symbols.malformed);
  return new Map(symbols.map(({ name, value }) => [name, value]));
}
