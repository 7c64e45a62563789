/** ACPI's tables as bytes (ACPI 6.4 chapter 5): each with its header, length and checksum. */

/** A little-endian field: its size in bytes, and its value. */
type Field = readonly [bytes: 1 | 2 | 4 | 8, value: number];

const one = (value: number): Field => [1, value];
const two = (value: number): Field => [2, value];
const four = (value: number): Field => [4, value];
const eight = (value: number): Field => [8, value];

function packed(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    for (let byte = 0; byte < size; byte++) {
      view.setUint8(at + byte, Math.floor(value / 256 ** byte) % 256);
    }
    at += size;
  }
  return bytes;
}

const text = (letters: string, bytes: number): Field[] =>
  Array.from({ length: bytes }, (_, at) => one(letters.charCodeAt(at) || 0));

/** What makes the sum of all bytes zero. */
const checksum = (bytes: Uint8Array): number => -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

const headerBytes = 36;
const checksumAt = 9;
const maker = [...text('TPOKE ', 6), ...text('TEXTPOKE', 8), four(1), ...text('TPOK', 4), four(1)];

/** A table with ACPI's common header (ACPI 6.4 table 5.4). */
function table(signature: string, revision: number, body: readonly Field[]): Uint8Array {
  const length = headerBytes + body.reduce((sum, [size]) => sum + size, 0);
  const head = [...text(signature, 4), four(length), one(revision), one(0), ...maker];
  const bytes = packed([...head, ...body]);
  bytes[checksumAt] = checksum(bytes);
  return bytes;
}

/** Where the search for ACPI ends: in 0xe0000-0xfffff, on 16 bytes (ACPI 6.4 section 5.2.5.3). */
export function rootPointer(root: { readonly rsdt: number; readonly xsdt: number }): Uint8Array {
  const oldBytes = 20;
  const bytes = packed([
    ...text('RSD PTR ', 8),
    one(0),
    ...text('TPOKE ', 6),
    one(2),
    four(root.rsdt),
    four(36),
    eight(root.xsdt),
    one(0),
    ...text('', 3),
  ]);
  bytes[8] = checksum(bytes.subarray(0, oldBytes));
  bytes[32] = checksum(bytes);
  return bytes;
}

/** The addresses of the other tables, in 32 bits and in 64. */
export const rootTables = {
  rsdt: (tables: readonly number[]): Uint8Array => table('RSDT', 1, tables.map(four)),
  xsdt: (tables: readonly number[]): Uint8Array => table('XSDT', 1, tables.map(eight)),
} as const;

/** An ISA interrupt that arrives elsewhere than at the input of its number, or otherwise. */
export interface InterruptOverride {
  readonly irq: number;
  readonly input: number;
  readonly how: 'as the bus has it' | 'level, active high';
}

export interface InterruptControllers {
  readonly localApic: number;
  /** One for each CPU. */
  readonly localApicIds: readonly number[];
  readonly ioapic: { readonly id: number; readonly address: number };
  readonly overrides: readonly InterruptOverride[];
  /** The pin of every local APIC at which NMIs arrive. */
  readonly nmiPin: number;
}

const overrideFlags = { 'as the bus has it': 0, 'level, active high': 0xd } as const;
const everyProcessor = 0xff;

/** MADT: the CPUs and the interrupt controllers (ACPI 6.4 section 5.2.12). */
export function interruptTable(what: InterruptControllers): Uint8Array {
  const legacyControllers = 1;
  return table('APIC', 3, [
    four(what.localApic),
    four(legacyControllers),
    ...what.localApicIds.flatMap((id) => [one(0), one(8), one(id), one(id), four(1)]),
    ...[one(1), one(12), one(what.ioapic.id), one(0), four(what.ioapic.address), four(0)],
    ...what.overrides.flatMap(({ irq, input, how }) => [
      ...[one(2), one(10), one(0), one(irq), four(input), two(overrideFlags[how])],
    ]),
    ...[one(4), one(6), one(everyProcessor), two(0), one(what.nmiPin)],
  ]);
}

/** HPET (IA-PC HPET specification 1.0a section 3.2.4). */
export const eventTimerTable = (hpet: {
  readonly identity: number;
  readonly address: number;
}): Uint8Array =>
  table('HPET', 1, [
    four(hpet.identity),
    ...[one(0), one(0), one(0), one(0), eight(hpet.address)],
    one(0),
    two(0),
    one(0),
  ]);

/** FACS: where the processor would wake up, and a lock that firmware would share. */
export const firmwareControl = (): Uint8Array =>
  packed([...text('FACS', 4), four(64), ...text('', 24), one(2), ...text('', 31)]);

/** Ports of ACPI's fixed registers, and where the other tables lie. */
export interface FixedHardware {
  readonly firmwareControl: number;
  readonly definitions: number;
  /** The ISA interrupt of ACPI's events. */
  readonly interrupt: number;
  readonly events: number;
  readonly control: number;
  readonly timer: number;
  readonly reset: { readonly port: number; readonly value: number };
  /** The CMOS byte with the century. */
  readonly century: number;
}

/** WBINVD works, C1 is HLT, no buttons, no wake-up by the RTC, a reset register. */
const fixedFlags = 0x475;
/** ISA devices and a keyboard controller; no VGA. */
const bootFlags = 0x7;
const portSpace = 1;
const dwordAccess = 3;

const noAddress: readonly Field[] = [one(0), one(0), one(0), one(0), eight(0)];
const port = (at: number, bits: number, access = 0): readonly Field[] => [
  ...[one(portSpace), one(bits), one(0), one(access), eight(at)],
];

/** FADT: the fixed registers (ACPI 3.0 section 5.2.9, revision 4 of the table). */
export function fixedTable(fixed: FixedHardware): Uint8Array {
  const tooSlow = 0xfff;
  const byteAccess = 1;
  return table('FACP', 4, [
    ...[four(fixed.firmwareControl), four(fixed.definitions), one(1), one(0)],
    ...[two(fixed.interrupt), four(0), one(0), one(0), one(0), one(0)],
    ...[four(fixed.events), four(0), four(fixed.control), four(0), four(0), four(fixed.timer)],
    ...[four(0), four(0), one(4), one(2), one(0), one(4), one(0), one(0), one(0), one(0)],
    ...[two(tooSlow), two(tooSlow), two(0), two(0), one(0), one(0)],
    ...[one(0), one(0), one(fixed.century), two(bootFlags), one(0), four(fixedFlags)],
    ...port(fixed.reset.port, 8, byteAccess),
    ...[one(fixed.reset.value), one(0), one(0), one(0)],
    ...[eight(fixed.firmwareControl), eight(fixed.definitions)],
    ...port(fixed.events, 32),
    ...noAddress,
    ...port(fixed.control, 16),
    ...noAddress,
    ...noAddress,
    ...port(fixed.timer, 32, dwordAccess),
    ...noAddress,
    ...noAddress,
  ]);
}

/** DSDT: definitions in AML. */
export const definitionTable = (aml: Uint8Array): Uint8Array =>
  table('DSDT', 1, Array.from(aml, one));
