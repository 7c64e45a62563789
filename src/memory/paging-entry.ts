/** Entries of the paging structures (SDM 3A 4.3 to 4.5), and what writing one means. */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Value } from '../wasm/value.ts';
import { load } from '../wasm/value.ts';
import { pageFlag, pageFlags } from './layout.ts';

/** Paging-structure entry bits (SDM 3A tables 4-5 to 4-20). */
// prettier-ignore
export const entryBit = {
  present: 1, write: 2, user: 4, accessed: 0x20, dirty: 0x40, large: 0x80, global: 0x100,
} as const;
export const noExecute = 63n;
export const keyBits = 59;
export const addressBits = 0x000f_ffff_ffff_f000n;
/** Bits 51:40 of an entry are reserved: this CPU has 40 physical address bits (CPUID 80000008H). */
export const physicalAddressBits = 40;
export const reservedAddressBits = 0x000f_ff00_0000_0000n;

/** Marks a page of RAM as written, so that a checkpoint saves it. */
export function markDirty(
  f: FunctionBuilder,
  physicalPage: Value,
  note: (page: Value) => void,
): void {
  const flags = load('i32', 1, physicalPage, pageFlags);
  f.if(flags.and(pageFlag.dirty).isZero(), () => {
    f.store(1, physicalPage, flags.or(pageFlag.dirty), pageFlags);
    note(physicalPage);
  });
}
