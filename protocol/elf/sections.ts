/** ELF sections, symbols and notes: what debuggers and patch tables read, never a loader. */
import { cutOff, isMalformed, layout, readRows } from '../layout.ts';
import type { Layout, Malformed, RowOf } from '../layout.ts';
import type { ElfHeader } from './elf.ts';

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly virtual: bigint;
  readonly fileOffset: number;
  readonly bytes: number;
  /** Index of a related section; for a symbol table its strings. */
  readonly link: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly value: bigint;
  readonly bytes: number;
  readonly kind: 'notype' | 'object' | 'function' | 'section' | 'file' | 'other';
  readonly global: boolean;
  /** Index of the section the symbol lies in; 0 is undefined, 0xfff1 an absolute value. */
  readonly section: number;
}

export interface ElfNote {
  readonly owner: string;
  readonly type: number;
  readonly description: Uint8Array;
}

export const sectionType = { symbols: 2, note: 7, noBits: 8 } as const;

const section32 = layout('Elf32_Shdr', {
  sh_name: 'u32',
  sh_type: 'u32',
  sh_flags: 'u32',
  sh_addr: 'u32',
  sh_offset: 'u32',
  sh_size: 'u32',
  sh_link: 'u32',
  sh_info: 'u32',
  sh_addralign: 'u32',
  sh_entsize: 'u32',
});

const section64 = layout('Elf64_Shdr', {
  sh_name: 'u32',
  sh_type: 'u32',
  sh_flags: 'u64',
  sh_addr: 'u64',
  sh_offset: 'u64',
  sh_size: 'u64',
  sh_link: 'u32',
  sh_info: 'u32',
  sh_addralign: 'u64',
  sh_entsize: 'u64',
});

const symbol32 = layout('Elf32_Sym', {
  st_name: 'u32',
  st_value: 'u32',
  st_size: 'u32',
  st_info: 'u8',
  st_other: 'u8',
  st_shndx: 'u16',
});

const symbol64 = layout('Elf64_Sym', {
  st_name: 'u32',
  st_info: 'u8',
  st_other: 'u8',
  st_shndx: 'u16',
  st_value: 'u64',
  st_size: 'u64',
});

const noteHeader = layout('Elf_Nhdr', { n_namesz: 'u32', n_descsz: 'u32', n_type: 'u32' });

const symbolKinds = ['notype', 'object', 'function', 'section', 'file'] as const;

/** All sections in file order; empty for a stripped file without a section table. */
export function readElfSections(
  file: Uint8Array,
  header: ElfHeader,
): readonly ElfSection[] | Malformed {
  const form: Layout<RowOf<typeof section32 | typeof section64>> =
    header.width === 32 ? section32 : section64;
  const rows = readRows(form, file, header.sectionTable);
  if (isMalformed(rows)) return { malformed: `section header ${rows.malformed}` };
  const names = rows[header.sectionNames];
  const nameTable = names === undefined ? 0 : Number(names.sh_offset);
  return rows.map((row) => ({
    name: readString(file, nameTable + row.sh_name),
    type: row.sh_type,
    virtual: BigInt(row.sh_addr),
    fileOffset: Number(row.sh_offset),
    bytes: Number(row.sh_size),
    link: row.sh_link,
  }));
}

/** The bytes of `section` in the file, or that the file ends before it does. */
export function sectionBytes(file: Uint8Array, section: ElfSection): Uint8Array | Malformed {
  if (section.type === sectionType.noBits) return { malformed: `${section.name} has no bytes` };
  if (section.fileOffset + section.bytes > file.length) {
    return cutOff(`section ${section.name}`, section.fileOffset, file.length);
  }
  return file.subarray(section.fileOffset, section.fileOffset + section.bytes);
}

/** All symbols of the file's symbol table; empty when it has none. */
export function readElfSymbols(
  file: Uint8Array,
  header: ElfHeader,
  sections: readonly ElfSection[],
): readonly ElfSymbol[] | Malformed {
  const table = sections.find((section) => section.type === sectionType.symbols);
  if (table === undefined) return [];
  const form: Layout<RowOf<typeof symbol32 | typeof symbol64>> =
    header.width === 32 ? symbol32 : symbol64;
  const rows = readRows(form, file, {
    offset: table.fileOffset,
    count: Math.min(Math.floor(table.bytes / form.bytes), Math.ceil(file.length / form.bytes)),
    stride: form.bytes,
  });
  if (isMalformed(rows)) return { malformed: `symbol ${rows.malformed}` };
  const strings = sections[table.link]?.fileOffset ?? file.length;
  return rows.map((row) => ({
    name: readString(file, strings + row.st_name),
    value: BigInt(row.st_value),
    bytes: Number(row.st_size),
    kind: symbolKinds[row.st_info & 0xf] ?? 'other',
    global: row.st_info >> 4 !== 0,
    section: row.st_shndx,
  }));
}

/** The notes in `bytes` (a PT_NOTE segment or SHT_NOTE section), each padded to four bytes. */
export function readElfNotes(bytes: Uint8Array): readonly ElfNote[] | Malformed {
  const notes: ElfNote[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const header = noteHeader.read(bytes, offset);
    if (isMalformed(header)) return { malformed: `note ${notes.length}: ${header.malformed}` };
    const name = offset + noteHeader.bytes;
    const description = name + padded(header.n_namesz);
    const end = description + header.n_descsz;
    if (end > bytes.length) return cutOff(`note ${notes.length}`, offset, bytes.length);
    notes.push({
      owner: readString(bytes.subarray(0, name + header.n_namesz), name),
      type: header.n_type,
      description: bytes.subarray(description, end),
    });
    offset = description + padded(header.n_descsz);
  }
  return notes;
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

// Names in a damaged file may lie anywhere: outside the file they are empty, never an error.
function readString(file: Uint8Array, offset: number): string {
  if (offset >= file.length) return '';
  const end = file.indexOf(0, offset);
  return latin1.decode(file.subarray(offset, end === -1 ? file.length : end));
}

const latin1 = new TextDecoder('latin1');
