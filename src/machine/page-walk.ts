/** The page tables as a debugger reads them: no TLB, no accessed bits, no faults (SDM 3A 4.5). */
import type { PhysicalAddress } from '../foundation/addresses.ts';
import { physicalAddress } from '../foundation/addresses.ts';
import type { Engine } from '../engine/engine.ts';
import { cpuCell, ramBase } from '../memory/layout.ts';

const present = 1n;
const large = 0x80n;
const addressBits = 0x000f_ffff_ffff_f000n;
const paging = 2 ** 31;

/** Physical address of a linear one, or undefined if nothing is mapped there. */
export function walkTables(
  engine: Engine,
  cpu: number,
  linear: bigint,
): PhysicalAddress | undefined {
  if ((engine.cell(cpu, cpuCell.cr0) & paging) === 0) {
    return linear < 2n ** 32n ? physicalAddress(Number(linear)) : undefined;
  }
  if (BigInt.asUintN(64, BigInt.asIntN(48, linear)) !== linear) return undefined;
  let table = engine.cell64(cpu, cpuCell.cr3) & addressBits;
  for (const shift of [39n, 30n, 21n, 12n]) {
    const physical = table | ((linear >> (shift - 3n)) & 0xff8n);
    if (physical + 8n > BigInt(engine.memory.ramBytes)) return undefined;
    const entry = engine.memory.view.getBigUint64(ramBase + Number(physical), true);
    if ((entry & present) === 0n) return undefined;
    const isPage = shift === 12n || ((entry & large) !== 0n && shift !== 39n);
    if (isPage) {
      const within = (1n << shift) - 1n;
      return physicalAddress(Number((entry & addressBits & ~within) | (linear & within)));
    }
    table = entry & addressBits;
  }
  return undefined;
}
