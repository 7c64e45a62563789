/** ELF files for 32-bit and 64-bit x86, little-endian (System V gABI, chapters 4 and 5). */
import { isMalformed, layout, readRows } from '../layout.ts';
import type { Layout, Malformed, RowOf } from '../layout.ts';

/** What the file header says; table positions are byte offsets in the file. */
export interface ElfHeader {
  readonly width: 32 | 64;
  readonly machine: number;
  /** Entry point, a virtual address. */
  readonly entry: bigint;
  readonly segmentTable: Table;
  readonly sectionTable: Table;
  /** Index of the section that holds the section names. */
  readonly sectionNames: number;
}

interface Table {
  readonly offset: number;
  readonly count: number;
  readonly stride: number;
}

/** A program header: a run of file bytes and where it goes. Sizes are in bytes. */
export interface ElfSegment {
  readonly type: number;
  readonly fileOffset: number;
  readonly virtual: bigint;
  readonly physical: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

export const elfMachine = { i386: 3, x86_64: 62 } as const;
export const segmentType = { load: 1, note: 4 } as const;

// e_ident is sixteen bytes: magic, class (1 or 2), data (1 is little-endian), version, padding.
const ident = layout('e_ident', { magic: 'u32', class: 'u8', data: 'u8', version: 'u8' });
const identBytes = 16;
const magic = 0x464c457f;

const header32 = layout('Elf32_Ehdr', {
  e_type: 'u16',
  e_machine: 'u16',
  e_version: 'u32',
  e_entry: 'u32',
  e_phoff: 'u32',
  e_shoff: 'u32',
  e_flags: 'u32',
  e_ehsize: 'u16',
  e_phentsize: 'u16',
  e_phnum: 'u16',
  e_shentsize: 'u16',
  e_shnum: 'u16',
  e_shstrndx: 'u16',
});

const header64 = layout('Elf64_Ehdr', {
  e_type: 'u16',
  e_machine: 'u16',
  e_version: 'u32',
  e_entry: 'u64',
  e_phoff: 'u64',
  e_shoff: 'u64',
  e_flags: 'u32',
  e_ehsize: 'u16',
  e_phentsize: 'u16',
  e_phnum: 'u16',
  e_shentsize: 'u16',
  e_shnum: 'u16',
  e_shstrndx: 'u16',
});

const segment32 = layout('Elf32_Phdr', {
  p_type: 'u32',
  p_offset: 'u32',
  p_vaddr: 'u32',
  p_paddr: 'u32',
  p_filesz: 'u32',
  p_memsz: 'u32',
  p_flags: 'u32',
  p_align: 'u32',
});

const segment64 = layout('Elf64_Phdr', {
  p_type: 'u32',
  p_flags: 'u32',
  p_offset: 'u64',
  p_vaddr: 'u64',
  p_paddr: 'u64',
  p_filesz: 'u64',
  p_memsz: 'u64',
  p_align: 'u64',
});

/** Whether `file` begins as any ELF file does. */
export function looksLikeElf(file: Uint8Array): boolean {
  const start = ident.read(file, 0);
  return !isMalformed(start) && start.magic === magic;
}

/** The file header, or why `file` is not a little-endian ELF. */
export function readElfHeader(file: Uint8Array): ElfHeader | Malformed {
  const start = ident.read(file, 0);
  if (isMalformed(start)) return start;
  if (start.magic !== magic) return { malformed: 'e_ident.magic at offset 0x0 is not 7f 45 4c 46' };
  if (start.class !== 1 && start.class !== 2) {
    return { malformed: `e_ident.class at offset 0x4 is ${start.class}, neither 1 nor 2` };
  }
  if (start.data !== 1) {
    return { malformed: `e_ident.data at offset 0x5 is ${start.data}, not 1 (little-endian)` };
  }
  const width = start.class === 1 ? 32 : 64;
  const header = width === 32 ? header32.read(file, identBytes) : header64.read(file, identBytes);
  if (isMalformed(header)) return header;
  return {
    width,
    machine: header.e_machine,
    entry: BigInt(header.e_entry),
    segmentTable: {
      offset: Number(header.e_phoff),
      count: header.e_phnum,
      stride: header.e_phentsize,
    },
    sectionTable: {
      offset: Number(header.e_shoff),
      count: header.e_shnum,
      stride: header.e_shentsize,
    },
    sectionNames: header.e_shstrndx,
  };
}

/** All program headers in file order. */
export function readElfSegments(
  file: Uint8Array,
  header: ElfHeader,
): readonly ElfSegment[] | Malformed {
  const form: Layout<RowOf<typeof segment32 | typeof segment64>> =
    header.width === 32 ? segment32 : segment64;
  const rows = readRows(form, file, header.segmentTable);
  if (isMalformed(rows)) return { malformed: `program header ${rows.malformed}` };
  return rows.map((row) => ({
    type: row.p_type,
    fileOffset: Number(row.p_offset),
    virtual: BigInt(row.p_vaddr),
    physical: Number(row.p_paddr),
    fileBytes: Number(row.p_filesz),
    memoryBytes: Number(row.p_memsz),
  }));
}
