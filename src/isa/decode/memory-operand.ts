/** ModRM, SIB and displacement: where a memory operand lies (SDM 2A tables 2-1 to 2-3). */
import { cpuCell, recordFlag, segmentIndex } from '../../memory/layout.ts';
import type { Instruction } from './instruction.ts';
import { registerCell, segmentCells, vectorCell } from './instruction.ts';

/** With `vectorIndex` the index is a vector register, and there always is one (SDM 2A 2.3.12). */
export function memoryOperand(i: Instruction, vectorIndex = false): void {
  if (i.addressSize === 16) {
    memoryOperand16(i);
    return;
  }
  const { out } = i;
  const mod = i.modrm >> 6;
  let base = i.modrm & 7;
  let hasBase = true;
  if (base === 4) {
    const sib = i.byte();
    base = sib & 7;
    const index = ((sib >> 3) & 7) | ((i.rex & 2) << 2);
    if (index !== 4 || vectorIndex) {
      out.index = vectorIndex ? vectorCell(index) : registerCell(index);
      out.scale = sib >> 6;
    }
    if (base === 5 && mod === 0) hasBase = false;
  } else if (base === 5 && mod === 0) {
    hasBase = false;
    i.ripRelative = i.mode === 2;
  }
  if (hasBase) {
    out.base = registerCell(base | ((i.rex & 1) << 3));
    if ((base === 4 || base === 5) && (i.rex & 1) === 0) useStackSegment(i);
  }
  if (mod === 1) out.displacement = (i.byte() << 24) >> 24;
  else if (mod === 2 || !hasBase) out.displacement = i.dword();
}

/** 16-bit addressing (SDM 2A table 2-1): base and index registers by ModRM.rm. */
// prettier-ignore
const pairs16: readonly (readonly [number, number])[] = [
  [3, 6], [3, 7], [5, 6], [5, 7], [6, -1], [7, -1], [5, -1], [3, -1],
];

function memoryOperand16(i: Instruction): void {
  const { out } = i;
  const mod = i.modrm >> 6;
  const rm = i.modrm & 7;
  const [base, index] = pairs16[rm] ?? [0, -1];
  if (mod === 0 && rm === 6) {
    out.displacement = i.word();
    return;
  }
  out.base = registerCell(base);
  if (index >= 0) out.index = registerCell(index);
  if (base === 5) useStackSegment(i);
  if (mod === 1) out.displacement = (i.byte() << 24) >> 24;
  else if (mod === 2) out.displacement = (i.word() << 16) >> 16;
}

function useStackSegment(i: Instruction): void {
  if (i.override >= 0) return;
  i.out.flags |= recordFlag.stack;
  i.out.segment = segmentCells[segmentIndex.ss] ?? 0;
}

/** RIP-relative: from the page's address, which the CPU keeps, as records do not know theirs. */
export function relativeToPage(i: Instruction, nextOffset: number): void {
  const { out } = i;
  const sum = out.displacement + nextOffset;
  const isHigh = sum > 0x7fffffff;
  out.base = isHigh ? cpuCell.ripPageHigh : cpuCell.ripPage;
  out.displacement = isHigh ? sum - 0x2000 : sum;
}
