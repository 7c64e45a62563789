/** The sum of a body's bytes where none needs an escape, as in all that is hex: four at a time. */

/** Bytes below this, and above {@link last}, may need an escape. */
const first = 0x30;
const last = 0x7c;
const inEachByte = 0x01010101;
const highBits = 0x80808080;
const evenBytes = 0x00ff00ff;
/** So many words of two sums side by side stay below 2^16 each. */
const wordsOfSums = 128;

/** The sum, or undefined if the body holds bytes that may need an escape, or lies askew. */
export function plainSum(body: Uint8Array): number | undefined {
  if (body.byteOffset % 4 !== 0) return undefined;
  const words = new Uint32Array(body.buffer, body.byteOffset, body.length >> 2);
  let sum = 0;
  for (let from = 0; from < words.length; from += wordsOfSums) {
    const to = Math.min(words.length, from + wordsOfSums);
    let sums = 0;
    let strange = 0;
    for (let at = from; at < to; at += 1) {
      const word = words[at] ?? 0;
      // The high bit of a byte is set here if it is out of bounds, or follows one that is.
      const below = (word - first * inEachByte) & ~word;
      const above = (word + (0x7f - last) * inEachByte) | word;
      strange |= below | above;
      sums += (word & evenBytes) + ((word >>> 8) & evenBytes);
    }
    if ((strange & highBits) !== 0) return undefined;
    sum += (sums & 0xffff) + (sums >>> 16);
  }
  for (const byte of body.subarray(words.length * 4)) {
    sum += byte;
    if (byte < first || byte > last) return undefined;
  }
  return sum;
}
