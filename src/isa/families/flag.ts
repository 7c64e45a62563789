/** Single flags: CLC STC CMC CLD STD (SDM 1 7.3.13). */
import { cpuCell } from '../../memory/layout.ts';
import { i32 } from '../../wasm/value.ts';
import { carryFlag, flagBit, setCarry } from '../flags.ts';
import type { Row } from '../row.ts';
import { meaning, rows } from '../row.ts';

// prettier-ignore
export const flag: readonly Row[] = [
  ...rows(meaning('cmc', (x) => setCarry(x.f, x.cpu, carryFlag(x.cpu).xor(1))), 'F5 ; any'),
  ...rows(meaning('clc', (x) => setCarry(x.f, x.cpu, i32(0))), 'F8 ; any'),
  ...rows(meaning('stc', (x) => setCarry(x.f, x.cpu, i32(1))), 'F9 ; any'),
  ...rows(meaning('cld', (x) =>
    x.setCell(cpuCell.eflags, x.cell(cpuCell.eflags).and(~flagBit.df))), 'FC ; any'),
  ...rows(meaning('std', (x) =>
    x.setCell(cpuCell.eflags, x.cell(cpuCell.eflags).or(flagBit.df))), 'FD ; any'),
];
