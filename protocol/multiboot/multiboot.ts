/** Multiboot 1 (specification 0.6.96): the header in an image and the structures handed to it. */
import { isMalformed, layout } from '../layout.ts';
import type { Malformed } from '../layout.ts';

/** What an image asks of its loader. */
export interface MultibootHeader {
  /** Where in the file the header begins. */
  readonly fileOffset: number;
  readonly flags: number;
  /** Present when flag bit 16 is set: where to load the file, without regard to its format. */
  readonly addresses: LoadAddresses | undefined;
}

/** Physical addresses of the header's address fields; zero means "to the end" and "no bss". */
export interface LoadAddresses {
  readonly header: number;
  readonly load: number;
  readonly loadEnd: number;
  readonly bssEnd: number;
  readonly entry: number;
}

/** A usable range is type 1; everything else must not be touched. */
export interface MemoryRange {
  readonly base: number;
  readonly bytes: number;
  readonly type: number;
}

export interface BootModule {
  readonly start: number;
  readonly end: number;
  /** Physical address of its zero-terminated string. */
  readonly string: number;
}

export interface BootInformation {
  readonly lowerKibibytes: number;
  readonly upperKibibytes: number;
  readonly commandLine: number;
  readonly modules: { readonly count: number; readonly address: number };
  readonly memoryMap: { readonly bytes: number; readonly address: number };
  readonly loaderName: number;
}

export const headerMagic = 0x1badb002;
/** EAX at the entry of an image that was loaded by multiboot. */
export const loaderMagic = 0x2badb002;
/** The header lies wholly within this many bytes of the file, on a 4-byte boundary. */
export const headerSearchBytes = 8192;

export const headerFlag = { alignModules: 1 << 0, video: 1 << 2, addresses: 1 << 16 } as const;
/** Flags 3 to 15 name requirements that no version of the specification gives a meaning. */
export const unknownRequirements = 0xfff8;

export const informationBytes = 88;
export const moduleBytes = 16;
export const memoryRangeBytes = 24;

const header = layout('multiboot_header', { magic: 'u32', flags: 'u32', checksum: 'u32' });
const addressFields = layout('multiboot_header', {
  header_addr: 'u32',
  load_addr: 'u32',
  load_end_addr: 'u32',
  bss_end_addr: 'u32',
  entry_addr: 'u32',
});

/** The first header whose checksum holds, undefined if there is none, or one that is cut off. */
export function findMultibootHeader(file: Uint8Array): MultibootHeader | Malformed | undefined {
  const end = Math.min(file.length, headerSearchBytes);
  for (let offset = 0; offset + header.bytes <= end; offset += 4) {
    // Most words are not the magic: look at one byte before taking the structure apart.
    if (file[offset] !== (headerMagic & 0xff)) continue;
    const found = header.read(file, offset);
    if (isMalformed(found) || found.magic !== headerMagic) continue;
    if (((found.magic + found.flags + found.checksum) & 0xffffffff) !== 0) continue;
    if ((found.flags & headerFlag.addresses) === 0) {
      return { fileOffset: offset, flags: found.flags, addresses: undefined };
    }
    const fields = addressFields.read(file, offset + header.bytes);
    if (isMalformed(fields)) return fields;
    return {
      fileOffset: offset,
      flags: found.flags,
      addresses: {
        header: fields.header_addr,
        load: fields.load_addr,
        loadEnd: fields.load_end_addr,
        bssEnd: fields.bss_end_addr,
        entry: fields.entry_addr,
      },
    };
  }
  return undefined;
}

/** The information structure that EBX points at: memory, command line, modules, map, name. */
export function encodeInformation(information: BootInformation): Uint8Array {
  return words(informationBytes, [
    [0, 0x24f],
    [4, information.lowerKibibytes],
    [8, information.upperKibibytes],
    [12, 0x8000ffff],
    [16, information.commandLine],
    [20, information.modules.count],
    [24, information.modules.address],
    [44, information.memoryMap.bytes],
    [48, information.memoryMap.address],
    [64, information.loaderName],
  ]);
}

export function encodeModule(module: BootModule): Uint8Array {
  return words(moduleBytes, [
    [0, module.start],
    [4, module.end],
    [8, module.string],
  ]);
}

/** One memory map entry; its leading size field does not count itself. */
export function encodeMemoryRange(range: MemoryRange): Uint8Array {
  return words(memoryRangeBytes, [
    [0, memoryRangeBytes - 4],
    [4, range.base % 2 ** 32],
    [8, Math.floor(range.base / 2 ** 32)],
    [12, range.bytes % 2 ** 32],
    [16, Math.floor(range.bytes / 2 ** 32)],
    [20, range.type],
  ]);
}

function words(bytes: number, values: readonly (readonly [number, number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  for (const [offset, value] of values) view.setUint32(offset, value, true);
  return new Uint8Array(view.buffer);
}
