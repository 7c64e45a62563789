/** Instructions that do nothing, in the lengths and spellings with which patch sites are filled. */

/** Intel's recommended NOPs of 1 to 9 bytes (SDM 2B, NOP), which Xen calls P6 NOPs. */
const longNops: readonly (readonly number[])[] = [
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
  [0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/** `count` bytes of NOPs, the longest first, as patchers fill a site. */
export function nops(count: number): Uint8Array {
  const filled: number[] = [];
  while (filled.length < count) {
    filled.push(...(longNops[Math.min(count - filled.length, longNops.length) - 1] ?? [0x90]));
  }
  return Uint8Array.from(filled);
}

/** Whether `bytes` are nothing but whole NOPs, of any make; no bytes at all are. */
export function isNopRun(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const length = nopLength(bytes.subarray(at));
    if (length === 0) return false;
    at += length;
  }
  return true;
}

const idlePrefixes: ReadonlySet<number> = new Set([0x66, 0x2e]);

/** Length of the NOP at the start of `bytes`, or 0 if there is none. */
function nopLength(bytes: Uint8Array): number {
  let at = 0;
  while (idlePrefixes.has(bytes[at] ?? 0)) at++;
  let end = 0;
  if (bytes[at] === 0x90) end = at + 1;
  else if (isLongNop(bytes.subarray(at))) end = at + 2 + operandBytes(bytes, at + 2);
  return end <= bytes.length ? end : 0;
}

/** `0F 1F /0`; the other digits are reserved. */
const isLongNop = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x0f && bytes[1] === 0x1f && ((bytes[2] ?? 0xff) & 0x38) === 0;

/** Bytes of ModRM, SIB and displacement at `at` (SDM 2A 2.1.3, 64-bit addressing). */
function operandBytes(bytes: Uint8Array, at: number): number {
  const modrm = bytes[at] ?? 0;
  const [mode, base] = [modrm >> 6, modrm & 7];
  if (mode === 3) return 1;
  const sib = base === 4 ? 1 : 0;
  if (mode === 1) return 2 + sib;
  const absolute = base === 5 || (sib === 1 && ((bytes[at + 1] ?? 0) & 7) === 5);
  return 1 + sib + (mode === 2 || absolute ? 4 : 0);
}
