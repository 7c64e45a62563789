/** The fields of one packet's body, read from left to right; the first wrong one is remembered. */
import { linearAddress, type LinearAddress } from '../../src/foundation/addresses.ts';
import { allThreads, bytesOfHex, digitValue, textOfBytes, type ThreadId } from './numbers.ts';

const addressDigitsMax = 16;
const countDigitsMax = 8;
const zero = '0'.charCodeAt(0);

/**
 * Reads a body. After a wrong field every read gives zero or nothing, and `complaint` says what was
 * wrong, so that a parser is a plain list of fields.
 */
export class Fields {
  readonly #body: Uint8Array;
  #at: number;
  #complaint: string | undefined;

  constructor(body: Uint8Array, start = 0) {
    this.#body = body;
    this.#at = start;
  }

  /** What was wrong, or undefined; a body with bytes left over is wrong too. */
  get complaint(): string | undefined {
    if (this.#complaint !== undefined || this.atEnd) return this.#complaint;
    return `${this.#body.length - this.#at} bytes too many`;
  }

  get atEnd(): boolean {
    return this.#at >= this.#body.length;
  }

  /** Remembers the first mistake of this packet. */
  refuse(why: string): void {
    this.#complaint ??= why;
    this.#at = this.#body.length;
  }

  /** Passes over `text` if it comes next. */
  skip(text: string): boolean {
    for (let index = 0; index < text.length; index += 1) {
      if (this.#body[this.#at + index] !== text.charCodeAt(index)) return false;
    }
    this.#at += text.length;
    return true;
  }

  /** Passes over `text`, which must come next. */
  expect(text: string): void {
    if (!this.skip(text)) this.refuse(`expected "${text}" at byte ${this.#at}`);
  }

  /** An address: 1 to 16 hex digits. */
  address(): LinearAddress {
    return linearAddress(BigInt(`0x${this.#digits(addressDigitsMax, 'address') || '0'}`));
  }

  /** A number below 2^32, maybe behind zeros: lldb pads the number of a process. */
  count(): number {
    while (this.#body[this.#at] === zero && digitValue(this.#body[this.#at + 1]) !== undefined) {
      this.#at += 1;
    }
    return Number.parseInt(this.#digits(countDigitsMax, 'number') || '0', 16);
  }

  /** So many bytes, as pairs of hex digits. */
  hexBytes(count: number): Uint8Array {
    const end = this.#at + 2 * count;
    const bytes = bytesOfHex(this.#body.subarray(this.#at, end));
    if (bytes?.length !== count) this.refuse(`expected ${count} pairs of hex digits`);
    else this.#at = end;
    return bytes?.length === count ? bytes : new Uint8Array();
  }

  /** All bytes up to the end, as they are. */
  rest(): Uint8Array {
    const bytes = this.#body.subarray(this.#at);
    this.#at = this.#body.length;
    return bytes;
  }

  /** All bytes up to the end, which must be pairs of hex digits. */
  hexRest(): Uint8Array {
    return this.#hex(this.rest());
  }

  /** All bytes up to the next `delimiter`, or to the end, which must be pairs of hex digits. */
  hexUntil(delimiter: string): Uint8Array {
    return this.#hex(this.#until(delimiter));
  }

  #hex(digits: Uint8Array): Uint8Array {
    const bytes = bytesOfHex(digits);
    if (bytes === undefined) this.refuse('expected pairs of hex digits');
    return bytes ?? new Uint8Array();
  }

  /** ASCII text up to the next `delimiter`, or to the end. */
  text(delimiter: string): string {
    return textOfBytes(this.#until(delimiter));
  }

  #until(delimiter: string): Uint8Array {
    const found = this.#body.indexOf(delimiter.charCodeAt(0), this.#at);
    const end = found < 0 ? this.#body.length : found;
    const bytes = this.#body.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  /** A thread-id: `3`, `-1`, `p1.3`, or `p1` for all threads of process 1. */
  threadId(): ThreadId {
    if (!this.skip('p')) return { thread: this.#signed() };
    const process = this.#signed();
    return { process, thread: this.skip('.') ? this.#signed() : allThreads };
  }

  #signed(): number {
    return this.skip('-1') ? allThreads : this.count();
  }

  #digits(max: number, what: string): string {
    const start = this.#at;
    while (digitValue(this.#body[this.#at]) !== undefined) this.#at += 1;
    const length = this.#at - start;
    if (length >= 1 && length <= max) return textOfBytes(this.#body.subarray(start, this.#at));
    this.refuse(`expected ${what} of 1 to ${max} hex digits at byte ${start}, got ${length}`);
    return '';
  }
}
