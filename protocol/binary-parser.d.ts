/** The part of binary-parser we use: its own types cannot be found under nodenext resolution. */
declare module 'binary-parser' {
  export class Parser {
    uint8(name: string): this;
    uint16le(name: string): this;
    uint32le(name: string): this;
    int32le(name: string): this;
    uint64le(name: string): this;
    /** Throws a bare RangeError when `bytes` is too short. */
    parse(bytes: Uint8Array): unknown;
  }
}
