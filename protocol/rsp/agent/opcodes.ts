/** The bytecodes of agent expressions (gdb manual F.2), with the bytes that follow each. */
import { absent, full, type Support } from '../packet.ts';

export interface OpcodeRow {
  readonly code: number;
  /** Bytes of the number that follows, most significant first. */
  readonly operandBytes: 0 | 1 | 2 | 4 | 8;
  /** Values that it takes from the stack, and that it leaves there. */
  readonly takes: number;
  readonly leaves: number;
  readonly support: Support;
}

const row = (
  code: number,
  operandBytes: OpcodeRow['operandBytes'],
  takes: number,
  leaves: number,
  support: Support = full(),
): OpcodeRow => ({ code, operandBytes, takes, leaves, support });

const floating = absent('gdb compiles no floating point');

// prettier-ignore
export const opcodes = {
  float:         row(0x01, 0, 0, 0, floating),
  add:           row(0x02, 0, 2, 1),
  sub:           row(0x03, 0, 2, 1),
  mul:           row(0x04, 0, 2, 1),
  divSigned:     row(0x05, 0, 2, 1),
  divUnsigned:   row(0x06, 0, 2, 1),
  remSigned:     row(0x07, 0, 2, 1),
  remUnsigned:   row(0x08, 0, 2, 1),
  lsh:           row(0x09, 0, 2, 1),
  rshSigned:     row(0x0a, 0, 2, 1),
  rshUnsigned:   row(0x0b, 0, 2, 1),
  trace:         row(0x0c, 0, 2, 0),
  traceQuick:    row(0x0d, 1, 1, 1),
  logNot:        row(0x0e, 0, 1, 1),
  bitAnd:        row(0x0f, 0, 2, 1),
  bitOr:         row(0x10, 0, 2, 1),
  bitXor:        row(0x11, 0, 2, 1),
  bitNot:        row(0x12, 0, 1, 1),
  equal:         row(0x13, 0, 2, 1),
  lessSigned:    row(0x14, 0, 2, 1),
  lessUnsigned:  row(0x15, 0, 2, 1),
  ext:           row(0x16, 1, 1, 1),
  ref8:          row(0x17, 0, 1, 1),
  ref16:         row(0x18, 0, 1, 1),
  ref32:         row(0x19, 0, 1, 1),
  ref64:         row(0x1a, 0, 1, 1),
  refFloat:      row(0x1b, 0, 1, 1, floating),
  refDouble:     row(0x1c, 0, 1, 1, floating),
  refLongDouble: row(0x1d, 0, 1, 1, floating),
  longToDouble:  row(0x1e, 0, 1, 1, floating),
  doubleToLong:  row(0x1f, 0, 1, 1, floating),
  ifGoto:        row(0x20, 2, 1, 0),
  goto:          row(0x21, 2, 0, 0),
  const8:        row(0x22, 1, 0, 1),
  const16:       row(0x23, 2, 0, 1),
  const32:       row(0x24, 4, 0, 1),
  const64:       row(0x25, 8, 0, 1),
  reg:           row(0x26, 2, 0, 1),
  end:           row(0x27, 0, 0, 0),
  dup:           row(0x28, 0, 1, 2),
  pop:           row(0x29, 0, 1, 0),
  zeroExt:       row(0x2a, 1, 1, 1),
  swap:          row(0x2b, 0, 2, 2),
  getv:          row(0x2c, 2, 0, 1),
  setv:          row(0x2d, 2, 1, 1),
  tracev:        row(0x2e, 2, 0, 0),
  tracenz:       row(0x2f, 0, 2, 0),
  trace16:       row(0x30, 2, 1, 1),
  pick:          row(0x32, 1, 0, 1),
  rot:           row(0x33, 0, 3, 3),
  /** The number of arguments, a length of two bytes and a format string follow. */
  printf:        row(0x34, 1, 2, 0),
} as const satisfies Readonly<Record<string, OpcodeRow>>;

export type OpcodeName = keyof typeof opcodes;

export const opcodeByCode: ReadonlyMap<number, OpcodeName> = new Map(
  (Object.entries(opcodes) as [OpcodeName, OpcodeRow][]).map(([name, { code }]) => [code, name]),
);
