/** A growing byte buffer that writes WebAssembly's integers (WASM core spec 5.2.2). */
export class Bytes {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  append(bytes: ArrayLike<number>): this {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Unsigned LEB128 of a 32-bit value. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.u8(rest);
  }

  /** Signed LEB128 of any integer up to 64 bits. */
  signed(value: number | bigint): this {
    if (typeof value === 'number' && value === (value | 0)) return this.#signed32(value);
    let rest = BigInt.asIntN(64, BigInt(value));
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const last = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
      this.u8(last ? low : low | 0x80);
      if (last) return this;
    }
  }

  #signed32(value: number): this {
    let rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.u8(rest & 0x7f);
  }

  /** A name: length, then its ASCII bytes. */
  name(text: string): this {
    this.unsigned(text.length);
    for (const character of text) this.u8(character.charCodeAt(0));
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(extra: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
