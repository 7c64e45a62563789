/** Flags that an instruction leaves undefined, so that two right CPUs may differ in them. */
import { flagBit } from '../isa/flags.ts';
import type { NextInstruction } from './next-instruction.ts';

const { cf, pf, af, zf, sf, of } = flagBit;

/** By the name of the meaning; the count of a shift or rotation is masked as the CPU does. */
// prettier-ignore
const rules: Readonly<Record<string, (count: number, width: number) => number>> = {
  and: () => af, or: () => af, xor: () => af, test: () => af,     // SDM 2A AND, 2B OR, TEST, XOR
  mul: () => sf | zf | af | pf, imul1: () => sf | zf | af | pf,   // SDM 2B MUL
  imul: () => sf | zf | af | pf,                                  // SDM 2A IMUL
  div: () => cf | of | sf | zf | af | pf,                         // SDM 2A DIV
  idiv: () => cf | of | sf | zf | af | pf,                        // SDM 2A IDIV
  bsf: () => cf | of | sf | af | pf,                              // SDM 2A BSF, BSR
  bsr: () => cf | of | sf | af | pf,
  bt: () => of | sf | af | pf, bts: () => of | sf | af | pf,      // SDM 2A BT, BTC, BTR, BTS
  btr: () => of | sf | af | pf, btc: () => of | sf | af | pf,
  shl: shifted, shr: shifted, sar: shifted,                       // SDM 2B SAL/SAR/SHL/SHR
  shld: shifted, shrd: shifted,                                   // SDM 2B SHLD, SHRD
  rol: rotated, ror: rotated, rcl: rotated, rcr: rotated,         // SDM 2B RCL/RCR/ROL/ROR
};

function shifted(count: number, width: number): number {
  if (count === 0) return 0;
  return af | (count === 1 ? 0 : of) | (count >= width ? cf : 0);
}

function rotated(count: number): number {
  return count < 2 ? 0 : of;
}

/** The undefined flags after `instruction`, executed with `rcx` before it. */
export function undefinedFlags(instruction: NextInstruction, rcx: bigint): number {
  const { name, width } = instruction;
  return rules[name]?.(countOf(instruction, rcx) & (width === 64 ? 63 : 31), width) ?? 0;
}

function countOf({ opcode, bytes }: NextInstruction, rcx: bigint): number {
  if (/^(?:D0|D1)/.test(opcode)) return 1;
  if (/^(?:D2|D3|0FA5|0FAD)/.test(opcode)) return Number(rcx & 0xffn);
  return bytes.at(-1) ?? 0;
}
