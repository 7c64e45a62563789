/** What the SDM leaves open, so that two correct CPUs may differ there: nothing else is masked. */
import { flagBit } from '../../../src/isa/flags.ts';

const { cf, pf, af, zf, sf, of } = flagBit;

export interface Shape {
  /** Operand width in bits. */
  readonly width: number;
  /** The masked shift count, for what shifts. */
  readonly count: number;
}

const shifts = ({ width, count }: Shape, carryBeyondWidth: boolean): number => {
  if (count === 0) return 0;
  return af | (count === 1 ? 0 : of) | (carryBeyondWidth && count >= width ? cf : 0);
};

const rotates = ({ count }: Shape): number => (count === 0 || count === 1 ? 0 : of);

/** Arithmetic flags that are undefined after an instruction, by the name of its meaning. */
// prettier-ignore
const rules: Readonly<Record<string, (shape: Shape) => number>> = {
  and: () => af, or: () => af, xor: () => af, test: () => af,     // SDM 2A AND, 2B OR, TEST, XOR
  mul: () => sf | zf | af | pf, imul1: () => sf | zf | af | pf,   // SDM 2B MUL
  imul: () => sf | zf | af | pf,                                  // SDM 2A IMUL
  div: () => cf | of | sf | zf | af | pf,                         // SDM 2A DIV
  idiv: () => cf | of | sf | zf | af | pf,                        // SDM 2A IDIV
  shl: (shape) => shifts(shape, true),                            // SDM 2B SAL/SAR/SHL/SHR
  shr: (shape) => shifts(shape, true),
  sar: (shape) => shifts(shape, false),
  shld: (shape) => shifts(shape, false),                          // SDM 2B SHLD, SHRD
  shrd: (shape) => shifts(shape, false),
  rol: rotates, ror: rotates, rcl: rotates, rcr: rotates,         // SDM 2B RCL/RCR/ROL/ROR
  bsf: () => cf | of | sf | af | pf,                              // SDM 2A BSF, BSR
  bsr: () => cf | of | sf | af | pf,
  andn: () => af | pf, bextr: () => sf | af | pf,                 // SDM 2A ANDN, BEXTR
  blsi: () => af | pf, blsr: () => af | pf,                       // SDM 2A BLSI, BLSR
  blsmsk: () => af | pf, bzhi: () => af | pf,                     // SDM 2A BLSMSK, BZHI
  lzcnt: () => of | sf | af | pf, tzcnt: () => of | sf | af | pf, // SDM 2A LZCNT, 2D TZCNT
  bt: () => of | sf | af | pf, bts: () => of | sf | af | pf,      // SDM 2A BT, BTC, BTR, BTS
  daa: () => of, das: () => of,                                   // SDM 2A DAA, DAS
  aaa: () => of | sf | zf | pf, aas: () => of | sf | zf | pf,     // SDM 2A AAA, AAS
  aam: () => of | af | cf, aad: () => of | af | cf,               // SDM 2A AAM, AAD
  btr: () => of | sf | af | pf, btc: () => of | sf | af | pf,
};

export const undefinedFlags = (name: string, shape: Shape): number => rules[name]?.(shape) ?? 0;

/** Whether even the destination is undefined: nothing can be judged then. */
export const undefinedResult = (name: string, { width, count }: Shape): boolean =>
  ((name === 'shld' || name === 'shrd') && count > width) || (name === 'bswap' && width === 16);

/** Out of 64-bit code the upper halves of registers become undefined (SDM 1 3.4.1.1). */
// prettier-ignore
export const mayLeaveLongCode: ReadonlySet<string> = new Set([
  'jmpFarIndirect', 'callFarIndirect', 'retf', 'retfImmediate',
]);
