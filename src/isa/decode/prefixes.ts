/** Prefixes (SDM 2A 2.1.1, 2.2.1), and the sizes that follow from them. */
import { segmentIndex } from '../../memory/layout.ts';
import type { Instruction } from './instruction.ts';

/** Segment override prefixes, and the index of the segment each names. */
// prettier-ignore
const overrides = new Map<number, number>([
  [0x26, segmentIndex.es], [0x2e, segmentIndex.cs], [0x36, segmentIndex.ss],
  [0x3e, segmentIndex.ds], [0x64, segmentIndex.fs], [0x65, segmentIndex.gs],
]);

const prefixKind = { none: 0, rex: 1, segment: 2, other: 3 } as const;

/** What each byte is as a prefix. */
const prefixKinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte & 0xf0) === 0x40) return prefixKind.rex;
  if (overrides.has(byte)) return prefixKind.segment;
  const isOther = byte === 0x66 || byte === 0x67 || byte === 0xf0 || byte === 0xf2 || byte === 0xf3;
  return isOther ? prefixKind.other : prefixKind.none;
});

/** Legacy prefixes in any order, then REX directly before the opcode, which is given back. */
export function readPrefixes(i: Instruction): number {
  for (;;) {
    const byte = i.byte();
    const kind = prefixKinds[byte] ?? prefixKind.none;
    if (kind === prefixKind.none || i.isCutOff) return byte;
    if (kind === prefixKind.rex) {
      if (i.mode !== 2) return byte;
      i.rex = byte & 15;
      i.hasRex = true;
      continue;
    }
    // A REX prefix counts only directly before the opcode.
    i.rex = 0;
    i.hasRex = false;
    if (kind === prefixKind.segment) overrideBy(i, byte);
    else if (byte === 0x66) i.operandPrefix = true;
    else if (byte === 0x67) i.addressPrefix = true;
    else if (byte === 0xf0) i.lock = true;
    else i.repeated = byte;
  }
}

/** In 64-bit code ES, CS, SS and DS overrides are ignored. */
function overrideBy(i: Instruction, prefix: number): void {
  const named = overrides.get(prefix) ?? -1;
  if (i.mode !== 2 || named >= segmentIndex.fs) i.override = named;
}

export function setSizes(i: Instruction): void {
  if (i.mode === 2) {
    i.operandSize = (i.rex & 8) !== 0 ? 64 : i.operandPrefix ? 16 : 32;
    i.addressSize = i.addressPrefix ? 32 : 64;
  } else {
    const wide = i.mode === 1;
    i.operandSize = wide !== i.operandPrefix ? 32 : 16;
    i.addressSize = wide !== i.addressPrefix ? 32 : 16;
  }
}
