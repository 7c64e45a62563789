/** The words of the instruction tables: one row is one encoding, in the SDM's notation. */
import { Defect, assert, present } from '../foundation/assert.ts';
import type { Context } from './context.ts';
import type { FeatureName } from './features.ts';
import { isFeature } from './features.ts';
import type { Width } from './flags.ts';

/**
 * What an instruction does, written once. It must end by naming a continuation (x.go); whatever it
 * does before a fault must be invisible, because faults restart the instruction (SDM 3A 6.6).
 */
export interface Meaning {
  readonly name: string;
  readonly emit: (x: Context) => void;
  /** Runs often enough to deserve a case in the interpreter itself. */
  readonly hot: boolean;
}

/** A meaning that goes on behind its instruction unless it says otherwise. */
export const meaning = (name: string, emit: (x: Context) => void): Meaning => ({
  name,
  hot: false,
  emit: (x) => {
    emit(x);
    x.go.next();
  },
});

/** As `meaning`, for what hot loops are made of. */
export const hot = (name: string, emit: (x: Context) => void): Meaning => ({
  ...meaning(name, emit),
  hot: true,
});

/** A meaning that names its continuations itself. */
export const transfer = (name: string, emit: (x: Context) => void, isHot = false): Meaning => ({
  name,
  hot: isHot,
  emit,
});

/**
 * Operand-size attribute of an operand code: b w d q fixed, v z y by the operand size. Of vectors:
 * dq and qq are 16 and 32 bytes, ss and sd one float, and x ps pd as long as the vector (VEX.L);
 * x2, x4 and x8 are a half, a quarter and an eighth of that.
 */
// prettier-ignore
export type SizeCode =
  | 'b' | 'w' | 'd' | 'q' | 'v' | 'z' | 'y' | 's' | 'p' | 'wIb' | ''
  | VectorSize;
export type VectorSize = 'dq' | 'qq' | 'x' | 'x2' | 'x4' | 'x8' | 'ps' | 'pd' | 'ss' | 'sd';

/** Methods of operands that are, or may be, vector registers. */
export type VectorMethod = 'P' | 'N' | 'Q' | 'V' | 'U' | 'W' | 'H';

/** An operand as in SDM 2D appendix A.2: addressing method and size. */
export interface OperandCode {
  /**
   * B E G I J M O R S C D as there, and for vectors P N Q (MMX) V U W H; Z is a register in the
   * opcode, F is ST(i) there; L a register by name, or the vector register in bits 7 to 4 of the immediate.
   */
  // prettier-ignore
  readonly method:
    | 'A' | 'B' | 'E' | 'G' | 'I' | 'J' | 'M' | 'O' | 'R' | 'S' | 'C' | 'D' | 'Z' | 'L' | 'X' | '1' | 'F'
    | VectorMethod;
  readonly size: SizeCode;
  /** Register number of method L. */
  readonly register: number;
}

/**
 * lock: LOCK is allowed on the memory form. d64: operand size is 64 in 64-bit code by default.
 * f64: there it is always 64, but that AMD's CPUs take 66 for 16 bits. i64, o64: invalid, or only
 * valid, in 64-bit code. rep: repeats. stack: also differs between 64-bit and other code. any: does
 * not depend on the operand size. plain: only
 * without REX.B. np: 66, F2 and F3 in front would make another instruction of it.
 * mod3, mem: only with a register, only with memory as ModRM.rm; else other rows may have it.
 * w0, w1: only with this VEX.W. aligned, unaligned: #GP or none for a vector in memory that is not
 * aligned; without them legacy operands of 16 bytes must be. parts: memory is accessed lane by lane;
 * vsib: so it is, and the index is a vector register.
 */
export type Trait =
  | 'lock'
  | 'd64'
  | 'f64'
  | 'i64'
  | 'o64'
  | 'rep'
  | 'stack'
  | 'any'
  | 'plain'
  | 'np'
  | 'mod3'
  | 'mem'
  | 'v'
  | 'w0'
  | 'w1'
  | 'aligned'
  | 'unaligned'
  | 'vsib'
  | 'parts';

export interface Row {
  /** `` for one-byte opcodes, `0F`, `0F38`, `VEX0F38`, or `0F01`, `D8` where the ModRM byte is fixed. */
  readonly map: string;
  readonly opcode: number;
  /** ModRM.reg, where it is part of the opcode. */
  readonly digit: number | undefined;
  /** Length of the vector, in bits, that a VEX prefix must name; undefined: any it can have. */
  readonly vexLength: 128 | 256 | undefined;
  /** Mandatory prefix. */
  readonly prefix: '66' | 'F2' | 'F3' | undefined;
  readonly operands: readonly OperandCode[];
  readonly traits: ReadonlySet<Trait>;
  /** The feature without which it is #UD. */
  readonly feature: FeatureName | undefined;
  readonly meaning: Meaning;
}

const registerNames: Readonly<Record<string, [number, SizeCode]>> = {
  AL: [0, 'b'],
  rAX: [0, 'v'],
  eAX: [0, 'z'],
  CL: [1, 'b'],
  DX: [2, 'w'],
};

function operandCode(text: string): OperandCode {
  const named = registerNames[text];
  if (named !== undefined) return { method: 'L', size: named[1], register: named[0] };
  const method = text.charAt(0) as OperandCode['method'];
  return { method, size: text.slice(1) as SizeCode, register: 0 };
}

/**
 * Reads one line: `[VEX.[128.|256.]] [66.|F2.|F3.] opcode bytes [+r] [/digit] operands [; traits @feature]`,
 * for instance `0F BA /4 Ev,Ib ; lock` or `VEX. F2. 0F 38 F7 Gy,Ey,By ; @bmi2`.
 */
export function row(line: string, rowMeaning: Meaning): Row[] {
  const [encoding = '', traits = ''] = line.split(';');
  const tokens = encoding.trim().split(/\s+/);
  const named = traits.trim().split(/\s+/).filter(Boolean);
  const vex = /^VEX\.(?:(128|256)\.)?$/.exec(tokens[0] ?? '');
  if (vex !== null) tokens.shift();
  const prefix = /^(66|F2|F3)\.$/.test(present(tokens[0], line))
    ? (tokens.shift()?.slice(0, 2) as '66' | 'F2' | 'F3')
    : undefined;
  const bytes: string[] = [];
  while (/^[0-9A-F]{2}(\+r)?$/.test(tokens[0] ?? '')) bytes.push(tokens.shift() ?? '');
  const digit = /^\/\d$/.test(tokens[0] ?? '') ? Number(tokens.shift()?.slice(1)) : undefined;
  const last = present(bytes.pop(), `an opcode in "${line}"`);
  const first = parseInt(last, 16);
  const shared = {
    map: (vex === null ? '' : 'VEX') + bytes.join(''),
    vexLength: vex?.[1] === undefined ? undefined : (Number(vex[1]) as 128 | 256),
    digit,
    prefix,
    operands: (tokens.shift() ?? '').split(',').filter(Boolean).map(operandCode),
    traits: new Set(named.filter((word) => !word.startsWith('@')) as Trait[]),
    feature: featureIn(named, line),
    meaning: rowMeaning,
  };
  assert(tokens.length === 0, `too many words in "${line}"`);
  const count = last.endsWith('+r') ? 8 : 1;
  return Array.from({ length: count }, (_, at) => ({ ...shared, opcode: first + at }));
}

function featureIn(named: readonly string[], line: string): FeatureName | undefined {
  const feature = named.find((word) => word.startsWith('@'))?.slice(1);
  if (feature === undefined) return undefined;
  assert(isFeature(feature), `no feature of "${line}"`);
  return feature;
}

/** Rows of several encodings with the same meaning. */
export const rows = (rowMeaning: Meaning, ...lines: string[]): Row[] =>
  lines.flatMap((line) => row(line, rowMeaning));

/** Width in bits of a size code under an operand size. */
export function widthOf(size: SizeCode, operandSize: 16 | 32 | 64): Width {
  switch (size) {
    case 'b':
      return 8;
    case 'w':
      return 16;
    case 'd':
      return 32;
    case 'q':
      return 64;
    case 'y':
      return operandSize === 16 ? 32 : operandSize;
    case 'v':
    case 's':
    case 'p':
    case 'wIb':
    case '':
      return operandSize;
    case 'z':
      return operandSize === 16 ? 16 : 32;
    case 'dq':
    case 'qq':
    case 'x':
    case 'x2':
    case 'x4':
    case 'x8':
    case 'ps':
    case 'pd':
    case 'ss':
    case 'sd':
      throw new Defect(`the width of a vector operand: ${size}`);
  }
}
