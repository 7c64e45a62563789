/** Xen's tables of patchable code: `struct alt_instr` (since 4.11) and `struct alt_call` (2025). */
import { isMalformed, layout, readRows } from '../layout.ts';
import type { Malformed } from '../layout.ts';

const entry = layout('alt_instr', {
  orig_offset: 'i32',
  repl_offset: 'i32',
  cpuid: 'u16',
  orig_len: 'u8',
  repl_len: 'u8',
  pad_len: 'u8',
  priv: 'u8',
});

const call = layout('alt_call', { offset: 'i32' });

/** Bytes of one `.altinstructions` entry. */
export const alternativeBytes = entry.bytes;
/** Offset of `priv` in an entry: the patcher's own mark, zero in the file. */
export const privateMarkOffset = 13;
/** Every call in `.alt_call_sites` is `ff 15 disp32`. */
export const callSiteBytes = 6;

/** One entry with its self-relative offsets made absolute. Lengths are in bytes. */
export interface Alternative {
  /** Linear address of the entry itself. */
  readonly address: bigint;
  readonly origin: bigint;
  readonly replacement: bigint;
  readonly feature: number;
  /** Replace when the CPU does not have the feature (`ALT_NOT`, bit 15). */
  readonly inverted: boolean;
  readonly originBytes: number;
  readonly replacementBytes: number;
  /** NOPs behind the origin that belong to the site. */
  readonly paddingBytes: number;
}

/** The entries of a table that lies at linear address `base`. */
export function readAlternatives(
  table: Uint8Array,
  base: bigint,
): readonly Alternative[] | Malformed {
  const rows = readRows(entry, table, whole(table, entry.bytes));
  if (isMalformed(rows)) return rows;
  return rows.map((row, index) => {
    const address = base + BigInt(index * entry.bytes);
    return {
      address,
      origin: wrap(address + BigInt(row.orig_offset)),
      replacement: wrap(address + 4n + BigInt(row.repl_offset)),
      feature: row.cpuid & 0x7fff,
      inverted: (row.cpuid & 0x8000) !== 0,
      originBytes: row.orig_len,
      replacementBytes: row.repl_len,
      paddingBytes: row.pad_len,
    };
  });
}

/** The call instructions named by an `.alt_call_sites` table that lies at linear address `base`. */
export function readCallSites(table: Uint8Array, base: bigint): readonly bigint[] | Malformed {
  const rows = readRows(call, table, whole(table, call.bytes));
  if (isMalformed(rows)) return rows;
  return rows.map((row, index) => wrap(base + BigInt(index * call.bytes + row.offset)));
}

// A table whose size is no multiple of an entry is cut off in its last one, and says so.
const whole = (table: Uint8Array, stride: number) => ({
  offset: 0,
  count: Math.ceil(table.length / stride),
  stride,
});

const wrap = (address: bigint): bigint => BigInt.asUintN(64, address);
