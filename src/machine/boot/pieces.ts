/** The runs of bytes an image consists of: from program headers or from address fields. */
import {
  elfMachine,
  readElfHeader,
  readElfSegments,
  segmentType,
} from '../../../protocol/elf/elf.ts';
import type { ElfHeader, ElfSegment } from '../../../protocol/elf/elf.ts';
import { isMalformed } from '../../../protocol/layout.ts';
import type { LoadAddresses } from '../../../protocol/multiboot/multiboot.ts';
import type { BootRefusal } from './plan.ts';

/** `bytes` at `physical`, followed by zeros up to `memoryBytes`. */
export interface Piece {
  readonly name: string;
  readonly physical: number;
  readonly bytes: Uint8Array;
  readonly memoryBytes: number;
}

export interface LoadedImage {
  readonly pieces: readonly Piece[];
  /** Physical address of the first instruction. */
  readonly entry: number;
}

/** The loadable segments of an ELF file for x86. */
export function elfPieces(image: Uint8Array): LoadedImage | BootRefusal {
  const header = readElfHeader(image);
  if (isMalformed(header)) return { refused: header.malformed };
  if (header.machine !== elfMachine.i386 && header.machine !== elfMachine.x86_64) {
    return { refused: `its ELF machine is ${header.machine}, neither i386 (3) nor x86-64 (62)` };
  }
  const segments = readElfSegments(image, header);
  if (isMalformed(segments)) return { refused: segments.malformed };
  const pieces: Piece[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.type !== segmentType.load || segment.memoryBytes === 0) continue;
    const why = inconsistency(image, segment);
    if (why !== undefined) return { refused: `segment ${index} ${why}` };
    pieces.push({
      name: `segment ${index}`,
      physical: segment.physical,
      bytes: image.subarray(segment.fileOffset, segment.fileOffset + segment.fileBytes),
      memoryBytes: segment.memoryBytes,
    });
  }
  if (pieces.length === 0) return { refused: 'the ELF file has no loadable segment' };
  const clash = firstOverlap(pieces);
  if (clash !== undefined) return { refused: clash };
  return { pieces, entry: physicalEntry(header, segments) };
}

/** The file as its multiboot address fields describe it (flag bit 16); zero fields mean defaults. */
export function addressPieces(
  image: Uint8Array,
  headerOffset: number,
  fields: LoadAddresses,
): LoadedImage | BootRefusal {
  const start = headerOffset - (fields.header - fields.load);
  if (fields.header < fields.load || start < 0) {
    return { refused: 'its multiboot load_addr does not fit header_addr' };
  }
  const loadEnd = fields.loadEnd === 0 ? fields.load + image.length - start : fields.loadEnd;
  if (loadEnd < fields.load) return { refused: 'its multiboot load_end_addr is below load_addr' };
  const bssEnd = fields.bssEnd === 0 ? loadEnd : fields.bssEnd;
  if (bssEnd < loadEnd) return { refused: 'its multiboot bss_end_addr is below load_end_addr' };
  const end = start + loadEnd - fields.load;
  if (end > image.length) {
    return { refused: `truncated: it has ${image.length} bytes of the ${end} its header loads` };
  }
  const piece = {
    name: 'the image',
    physical: fields.load,
    bytes: image.subarray(start, end),
    memoryBytes: bssEnd - fields.load,
  };
  return { pieces: [piece], entry: fields.entry };
}

function inconsistency(image: Uint8Array, segment: ElfSegment): string | undefined {
  const end = segment.fileOffset + segment.fileBytes;
  if (end > image.length) {
    return `is truncated: the file has ${image.length} bytes, the segment ends at ${end}`;
  }
  if (segment.fileBytes > segment.memoryBytes) return 'has more bytes in the file than in memory';
  return undefined;
}

function firstOverlap(pieces: readonly Piece[]): string | undefined {
  const ordered = [...pieces].sort((one, other) => one.physical - other.physical);
  for (const [index, piece] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next !== undefined && piece.physical + piece.memoryBytes > next.physical) {
      return `${piece.name} and ${next.name} overlap in physical memory`;
    }
  }
  return undefined;
}

// An image linked high gives a virtual entry; the loader enters it where those bytes were put.
function physicalEntry(header: ElfHeader, segments: readonly ElfSegment[]): number {
  const home = segments.find(
    (segment) =>
      segment.type === segmentType.load &&
      header.entry >= segment.virtual &&
      header.entry < segment.virtual + BigInt(segment.memoryBytes),
  );
  if (home === undefined) return Number(header.entry);
  return home.physical + Number(header.entry - home.virtual);
}
