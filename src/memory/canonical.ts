/** Which linear addresses exist (SDM 1 3.3.7.1): 48 bits of them count, or 57 with CR4.LA57. */
import type { Value } from '../wasm/value.ts';
import { i64, select } from '../wasm/value.ts';
import { cpuCell } from './layout.ts';
import { cell } from './routine.ts';

const cr4la57 = 1 << 12;

/** Whether a linear address (i64) is canonical on this CPU as it is set up now, as an i32. */
export function isCanonical(cpu: Value, address: Value): Value {
  const shift = select(cell(cpu, cpuCell.cr4).and(cr4la57), i64(7), i64(16));
  return address.shl(shift).shrS(shift).eq(address);
}
