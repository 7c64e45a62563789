/** A checksum against damage by accident, for our own files. */

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a, 32 bits, of the characters' codes, going on from `before` (a sum of what came first). */
export function checksum(text: string, before = offsetBasis): number {
  let sum = before;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), prime);
  }
  return sum >>> 0;
}
