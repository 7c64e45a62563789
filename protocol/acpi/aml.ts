/** The few words of AML that a machine without methods needs (ACPI 6.4 chapter 20). */

const opcode = {
  zero: 0x00,
  name: 0x08,
  byte: 0x0a,
  dword: 0x0c,
  scope: 0x10,
  buffer: 0x11,
  package: 0x12,
  device: [0x5b, 0x82],
} as const;

type Bytes = readonly number[];

const letters = (text: string): Bytes => Array.from(text, (letter) => letter.charCodeAt(0));

/** A length that counts itself: one byte up to 63, two up to 4095 (ACPI 6.4 section 20.2.4). */
function withLength(body: Bytes): Bytes {
  if (body.length + 1 <= 0x3f) return [body.length + 1, ...body];
  const length = body.length + 2;
  return [0x40 | (length & 0xf), length >> 4, ...body];
}

export const aml = {
  zero: [opcode.zero] as Bytes,
  byte: (value: number): Bytes => [opcode.byte, value],
  /** `name` has four letters; a backslash in front begins at the root. */
  name: (name: string, value: Bytes): Bytes => [opcode.name, ...letters(name), ...value],
  package: (...elements: readonly Bytes[]): Bytes => [
    opcode.package,
    ...withLength([elements.length, ...elements.flat()]),
  ],
  scope: (name: string, ...body: readonly Bytes[]): Bytes => [
    opcode.scope,
    ...withLength([...letters(name), ...body.flat()]),
  ],
  device: (name: string, ...body: readonly Bytes[]): Bytes => [
    ...opcode.device,
    ...withLength([...letters(name), ...body.flat()]),
  ],
  buffer: (bytes: Bytes): Bytes => [
    opcode.buffer,
    ...withLength([opcode.byte, bytes.length, ...bytes]),
  ],
  /** `PNP0A03` as a compressed EISA id: three letters of five bits, four digits (section 19.6.36). */
  eisaId(id: string): Bytes {
    const [a = 0, b = 0, c = 0] = letters(id).map((letter) => letter - 0x40);
    const word = (a << 10) | (b << 5) | c;
    const digits = Number.parseInt(id.slice(3), 16);
    return [opcode.dword, word >> 8, word & 0xff, digits >> 8, digits & 0xff];
  },
} as const;

const word = (value: number): Bytes => [value & 0xff, (value >>> 8) & 0xff];
const dword = (value: number): Bytes => [...word(value & 0xffff), ...word(value >>> 16)];

/** Resource descriptors (ACPI 6.4 section 6.4): what a bridge uses, and what it passes on. */
export const resource = {
  /** Ports that the device itself answers. */
  ports: (first: number, count: number): Bytes => [
    ...[0x47, 0x01, ...word(first), ...word(first), 0x01, count],
  ],
  busNumbers: (first: number, last: number): Bytes => [
    ...[0x88, ...word(0x0d), 0x02, 0x0c, 0x00, ...word(0)],
    ...[...word(first), ...word(last), ...word(0), ...word(last - first + 1)],
  ],
  passedPorts: (first: number, last: number): Bytes => [
    ...[0x88, ...word(0x0d), 0x01, 0x0c, 0x03, ...word(0)],
    ...[...word(first), ...word(last), ...word(0), ...word(last - first + 1)],
  ],
  passedMemory: (first: number, last: number): Bytes => [
    ...[0x87, ...word(0x17), 0x00, 0x0c, 0x01, ...dword(0)],
    ...[...dword(first), ...dword(last), ...dword(0), ...dword(last - first + 1)],
  ],
  end: [0x79, 0x00] as Bytes,
} as const;
