/** What the decoder knows of an encoding. */
import type { FeatureName } from '../features.ts';
import type { OperandCode, Row } from '../row.ts';
import type { VectorRow } from './vector-operands.ts';

/**
 * What it asks for each instruction is worked out once. Plain data, all rows of one shape: it may
 * come out of a file.
 */
export interface DecodeRow {
  /** ModRM.reg, where it is part of the opcode. */
  readonly digit: number | null;
  /** Mandatory prefix. */
  readonly prefix: (Row['prefix'] & string) | null;
  readonly feature: FeatureName | null;
  readonly operands: readonly OperandCode[];
  readonly hasModrm: boolean;
  /** ModRM.rm is a register whatever ModRM.mod says (MOV to and from control registers). */
  readonly registerOnly: boolean;
  readonly hasOffset: boolean;
  readonly isRelative: boolean;
  readonly mayLock: boolean;
  readonly repeats: boolean;
  /** Operand size in 64-bit code: 64 always, 64 by default, or as the prefixes say. */
  readonly longSize: 'always64' | 'default64' | 'prefixes';
  readonly validInLong: boolean;
  readonly validInLegacy: boolean;
  readonly withoutRexB: boolean;
  readonly withoutPrefix: boolean;
  readonly withoutMemory: boolean;
  readonly withoutRegister: boolean;
  /** x87: D8 to DF. */
  readonly isEscape: boolean;
  /** Vector lengths that a VEX prefix may name: bit 0 for 128, bit 1 for 256. */
  readonly vexLengths: number;
  readonly vexW: 0 | 1 | null;
  readonly usesVexRegister: boolean;
  readonly vector: VectorRow | null;
  /** Index into the variants for each form, see formIndex; -1 where the row has none. */
  readonly variantOf: readonly number[];
}

/** What a decoder needs to choose among the variants of a row. */
export interface Form {
  readonly operandSize: 16 | 32 | 64;
  readonly long: boolean;
  readonly memory: boolean;
  readonly inPage: boolean;
}

export const formIndex = (form: Form): number =>
  (form.operandSize >> 5) * 8 + (form.long ? 4 : 0) + (form.memory ? 2 : 0) + (form.inPage ? 1 : 0);
