/** Alignment checks of ring 3 (SDM 3A 6.15, #AC): CR0.AM allows them, RFLAGS.AC asks for them. */
import type { Value } from '../wasm/value.ts';
import { i32, select } from '../wasm/value.ts';
import { accessBytesMask, accessKind } from './access.ts';
import { cpuCell } from './layout.ts';
import { cell, isIntel } from './routine.ts';

/** CR0.AM and RFLAGS.AC stand at the same place. */
const enableBit = 1 << 18;

/** Whether accesses of the code that runs now have to be aligned: no fast path is open then. */
export const alignmentIsChecked = (cpu: Value): Value =>
  cell(cpu, cpuCell.cr0)
    .and(cell(cpu, cpuCell.eflags))
    .and(enableBit)
    .ne(0)
    .and(cell(cpu, cpuCell.cpl).eq(3));

/** A real of 80 bits asks for the alignment of 64 (SDM 3A table 6-7). */
const realBytes = 10;

/** Vectors of 256 bits ask for the alignment of 128 on AMD's CPUs. */
const longVectorBytes = 32;

/** Intel's never check more than this many bytes at once (SDM 2A 2.4, exception classes 1 to 4). */
const checkedOnIntel = 8;

/** Whether an access of this kind must be aligned and is not. */
export function isMisaligned(linear: Value, kind: Value): Value {
  const bytes = kind.and(accessBytesMask);
  const real = select(bytes.eq(realBytes), i32(8), bytes);
  const aligned = select(bytes.eq(longVectorBytes), i32(16), real);
  const exempt = accessKind.system | accessKind.fetch | accessKind.unaligned;
  // Other sizes than powers of two are made of parts that are checked for themselves.
  const counts = kind
    .and(exempt)
    .isZero()
    .and(aligned.and(aligned.sub(1)).isZero());
  const checked = isIntel().isZero().or(aligned.leU(checkedOnIntel));
  return counts.and(checked).and(linear.low32().and(aligned.sub(1)).ne(0));
}
