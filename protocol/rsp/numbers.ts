/** Numbers and bytes as the protocol writes them: hex digits, little-endian images, thread-ids. */

const notADigit = 255;
const digitValues = new Uint8Array(256).fill(notADigit);
const digits = '0123456789abcdef';
/** The two digits of each byte, next to each other, so that one store writes both. */
const digitPairs = new Uint16Array(256);
const digitPairBytes = new Uint8Array(digitPairs.buffer);
for (let value = 0; value < 256; value += 1) {
  digitPairBytes[value * 2] = digits.charCodeAt(value >> 4);
  digitPairBytes[value * 2 + 1] = digits.charCodeAt(value & 15);
}
for (let value = 0; value < 16; value += 1) {
  digitValues[digits.charCodeAt(value)] = value;
  digitValues[digits.toUpperCase().charCodeAt(value)] = value;
}

/** The value of one ASCII hex digit, or undefined. */
export function digitValue(byte: number | undefined): number | undefined {
  const value = byte === undefined ? notADigit : (digitValues[byte] ?? notADigit);
  return value === notADigit ? undefined : value;
}

/** Two lower-case hex digits for each byte. */
export function hexOf(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const pairs = new Uint16Array(length);
  let at = length >= manyBytes ? hexOfTwos(bytes, pairs) : 0;
  for (; at < length; at += 1) pairs[at] = digitPairs[bytes[at] ?? 0] ?? 0;
  return new Uint8Array(pairs.buffer);
}

/** From here on it pays to take two bytes at a time. */
const manyBytes = 256;
/** The four digits of two bytes, both as they lie in memory. */
const digitQuads = new Uint32Array(2 ** 16);
for (let twoBytes = 0; twoBytes < digitQuads.length; twoBytes += 1) {
  const other = digitPairs[twoBytes >> 8] ?? 0;
  digitQuads[twoBytes] = (digitPairs[twoBytes & 0xff] ?? 0) | (other << 16);
}

/** Fills `pairs` as far as `bytes` come in twos; how many of them that are. */
function hexOfTwos({ buffer, byteOffset, length }: Uint8Array, pairs: Uint16Array): number {
  if (byteOffset % 2 !== 0) return 0;
  const twos = new Uint16Array(buffer, byteOffset, length >> 1);
  const quads = new Uint32Array(pairs.buffer, 0, twos.length);
  for (let at = 0; at < twos.length; at += 1) quads[at] = digitQuads[twos[at] ?? 0] ?? 0;
  return twos.length * 2;
}

/** The bytes that pairs of hex digits stand for, or undefined when they are not such pairs. */
export function bytesOfHex(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let from = 0, to = 0; from < text.length; from += 2, to += 1) {
    const high = digitValues[text[from] ?? 0] ?? notADigit;
    const low = digitValues[text[from + 1] ?? 0] ?? notADigit;
    if ((high | low) === notADigit) return undefined;
    bytes[to] = (high << 4) | low;
  }
  return bytes;
}

/** `value` as a register image: `bytes` bytes, least significant first; higher bits are dropped. */
export function littleEndian(value: bigint, bytes: number): Uint8Array {
  const image = new Uint8Array(bytes);
  writeLittleEndian(image, { at: 0, bytes }, value);
  return image;
}

/** Writes `value` over `bytes` bytes of `image` from `at` on, least significant byte first. */
export function writeLittleEndian(
  image: Uint8Array,
  { at, bytes }: { readonly at: number; readonly bytes: number },
  value: bigint,
): void {
  let left = value;
  for (let done = 0; done < bytes; done += 4) {
    let word = Number(BigInt.asUintN(32, left));
    left >>= 32n;
    for (let index = done; index < Math.min(done + 4, bytes); index += 1) {
      image[at + index] = word & 0xff;
      word >>>= 8;
    }
  }
}

/** The unsigned number whose register image is `bytes`. */
export function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    value = (value << 8n) | BigInt(bytes[index] ?? 0);
  }
  return value;
}

/** One byte as exactly two hex digits. */
export const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

const encoder = new TextEncoder();

/** Text for people (help, XML, console lines) as the bytes that travel. */
export const bytesOfText = (text: string): Uint8Array => encoder.encode(text);

/** Each byte as the character of the same number: protocol text is ASCII, never utf-8. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  const chunk = 8192;
  for (let at = 0; at < bytes.length; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return text;
}

/** Text as hex digits, for places where its bytes would be taken for delimiters. */
export const hexText = (text: string): string => textOfBytes(hexOf(bytesOfText(text)));

/** A thread-id of the protocol (gdb manual E.1): -1 is all of them, 0 is any. */
export interface ThreadId {
  readonly process?: number;
  readonly thread: number;
}

export const allThreads = -1;
export const anyThread = 0;

const signedHex = (value: number): string => (value < 0 ? '-1' : value.toString(16));

/** `p1.3` with a process, `3` without. */
export const threadIdText = ({ process, thread }: ThreadId): string =>
  process === undefined ? signedHex(thread) : `p${signedHex(process)}.${signedHex(thread)}`;
