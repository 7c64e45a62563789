/** Moving registers between a CPU and the save area of a VMCB (APM 2 appendix B, table B-2). */
import { cpuCell, segmentCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i64, load, select } from '../../wasm/value.ts';
import type { SavedRegister, SavedSegment } from './vmcb.ts';
import {
  additionalRegisters,
  additionalSegments,
  exchangedRegisters,
  exchangedSegments,
  exchangedTables,
} from './vmcb.ts';

/** Who moves what: a CPU and the host address of a VMCB. */
export interface Move {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  readonly vmcb: Local;
}

const cr4la57 = 1 << 12;

/** Addresses that are loaded are made canonical, not refused (APM 2 15.5.1). */
function canonical(cpu: Local, address: Value): Value {
  const shift = select(cell(cpu, cpuCell.cr4).and(cr4la57), i64(7), i64(16));
  return address.shl(shift).shrS(shift);
}

export function loadRegister(
  { f, cpu, vmcb }: Move,
  { at, cell: to, address }: SavedRegister,
): void {
  const value = load('i64', 8, vmcb, at);
  f.store(8, cpu, address === true ? canonical(cpu, value) : value, to);
}

export function storeRegister({ f, cpu, vmcb }: Move, { at, cell: from }: SavedRegister): void {
  f.store(8, vmcb, cell(cpu, from, 8), at);
}

/** A VMCB has the attributes as a segment cell has them: descriptor bits 40 to 47, 52 to 55. */
function loadSegment({ f, cpu, vmcb }: Move, { at, cell: to }: SavedSegment): void {
  f.store(4, cpu, load('i32', 2, vmcb, at), to + segmentCell.selector);
  f.store(4, cpu, load('i32', 2, vmcb, at + 2).and(0xfff), to + segmentCell.attributes);
  f.store(4, cpu, load('i32', 4, vmcb, at + 4), to + segmentCell.limit);
  f.store(8, cpu, canonical(cpu, load('i64', 8, vmcb, at + 8)), to + segmentCell.base);
}

function storeSegment({ f, cpu, vmcb }: Move, { at, cell: from }: SavedSegment): void {
  f.store(2, vmcb, cell(cpu, from + segmentCell.selector), at);
  f.store(2, vmcb, cell(cpu, from + segmentCell.attributes), at + 2);
  f.store(4, vmcb, cell(cpu, from + segmentCell.limit), at + 4);
  f.store(8, vmcb, cell(cpu, from + segmentCell.base, 8), at + 8);
}

/** Segments, tables and registers that guest and host have one each of. RFLAGS goes apart. */
export function loadExchanged(move: Move): void {
  const { f, cpu, vmcb } = move;
  for (const register of exchangedRegisters) loadRegister(move, register);
  for (const segment of exchangedSegments) loadSegment(move, segment);
  for (const { at, base, limit } of exchangedTables) {
    f.store(8, cpu, canonical(cpu, load('i64', 8, vmcb, at + 8)), base);
    f.store(4, cpu, load('i32', 2, vmcb, at + 4), limit);
  }
}

export function storeExchanged(move: Move): void {
  const { f, cpu, vmcb } = move;
  for (const register of exchangedRegisters) storeRegister(move, register);
  for (const segment of exchangedSegments) storeSegment(move, segment);
  for (const { at, base, limit } of exchangedTables) {
    f.store(8, vmcb, cell(cpu, base, 8), at + 8);
    f.store(4, vmcb, cell(cpu, limit), at + 4);
  }
}

/** VMLOAD and VMSAVE. */
export function loadAdditional(move: Move): void {
  for (const segment of additionalSegments) loadSegment(move, segment);
  for (const register of additionalRegisters) loadRegister(move, register);
}

export function storeAdditional(move: Move): void {
  for (const segment of additionalSegments) storeSegment(move, segment);
  for (const register of additionalRegisters) storeRegister(move, register);
}
