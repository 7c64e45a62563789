/** The VEX prefix (SDM 2A 2.3.5): REX, a mandatory prefix, the opcode map and a third register. */
import type { Instruction } from './instruction.ts';
import type { OpcodeMap } from './tables.ts';
import { decodeTables } from './tables.ts';

const noRows: OpcodeMap = [];
const maps = ['none', 'VEX0F', 'VEX0F38', 'VEX0F3A'].map(
  (name) => decodeTables.maps[name] ?? noRows,
);

/** Mandatory prefixes in the order of VEX.pp. */
const repeatedOf = [0, 0, 0xf3, 0xf2] as const;

/** Whether C4 or C5 begins a prefix: outside of 64-bit code LES and LDS have memory operands. */
export const beginsVex = (i: Instruction, byte: number): boolean =>
  (byte === 0xc4 || byte === 0xc5) && (i.mode === 2 || i.peek() >= 0xc0);

/** Reads the rest of the prefix; gives the opcode map, or undefined where all of it is #UD. */
export function readVex(i: Instruction, first: number): OpcodeMap | undefined {
  const isRefused = i.operandPrefix || i.repeated !== 0 || i.lock || i.hasRex;
  const long = i.mode === 2;
  const second = i.byte();
  const third = first === 0xc4 ? i.byte() : second & 0x7f;
  const map = first === 0xc4 ? second & 31 : 1;
  const rxb = first === 0xc4 ? (~second >> 5) & 7 : (~second >> 5) & 4;
  i.isVex = true;
  i.rex = long ? ((third >> 4) & 8) | rxb : 0;
  i.hasRex = long;
  i.vexRegister = (~third >> 3) & (long ? 15 : 7);
  i.vexUnused = (third & 0x78) === 0x78;
  i.vexLength = (third >> 2) & 1;
  i.vexW = first === 0xc4 ? third >> 7 : 0;
  i.operandPrefix = (third & 3) === 1;
  i.repeated = repeatedOf[third & 3] ?? 0;
  i.operandSize = (i.rex & 8) !== 0 ? 64 : 32;
  const isWide = long || i.mode === 1;
  const narrow = long ? 32 : isWide ? 16 : 32;
  i.addressSize = i.addressPrefix ? narrow : long ? 64 : isWide ? 32 : 16;
  return isRefused ? undefined : maps[map];
}
