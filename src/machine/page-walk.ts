/** The page tables as a debugger reads them: no TLB, no accessed bits, no faults (SDM 3A 4.3 to 4.5). */
import type { PhysicalAddress } from '../foundation/addresses.ts';
import { physicalAddress } from '../foundation/addresses.ts';
import type { Engine } from '../engine/engine.ts';
import { guestCell, nestedPagingBit } from '../memory/guest-cells.ts';
import { cpuCell, ramBase } from '../memory/layout.ts';

const present = 1n;
const large = 0x80n;
const addressBits = 0x000f_ffff_ffff_f000n;
const paging = 2 ** 31;
const cr4 = { pse: 1 << 4, pae: 1 << 5, la57: 1 << 12 } as const;
const efer = { lma: 0x400 } as const;

/** The tables of one paging mode, from the top down. */
interface Tables {
  readonly entryBytes: 4 | 8;
  /** Address bits below each level's index. */
  readonly shifts: readonly bigint[];
  /** Levels whose entries may map a page themselves, by their shift. */
  readonly large: readonly bigint[];
  /** The entry that names the first of these tables. */
  readonly root: bigint;
}

const canonicalBits = (engine: Engine, cpu: number): number =>
  (engine.cell(cpu, cpuCell.cr4) & cr4.la57) !== 0 ? 57 : 48;

function tablesOf(engine: Engine, cpu: number, linear: bigint): Tables | undefined {
  const control = engine.cell(cpu, cpuCell.cr4);
  const cr3 = engine.cell64(cpu, cpuCell.cr3);
  if ((engine.cell(cpu, cpuCell.efer) & efer.lma) !== 0) {
    const bits = canonicalBits(engine, cpu);
    if (BigInt.asUintN(64, BigInt.asIntN(bits, linear)) !== linear) return undefined;
    const top = bits === 57 ? [48n] : [];
    return { entryBytes: 8, shifts: [...top, 39n, 30n, 21n, 12n], large: [30n, 21n], root: cr3 };
  }
  if (linear >= 2n ** 32n) return undefined;
  if ((control & cr4.pae) === 0) {
    const pages = (control & cr4.pse) === 0 ? [] : [22n];
    return { entryBytes: 4, shifts: [22n, 12n], large: pages, root: cr3 & 0xffffffffn };
  }
  const root = engine.cell64(cpu, cpuCell.directories + Number(linear >> 30n) * 8);
  if ((root & present) === 0n) return undefined;
  return { entryBytes: 8, shifts: [21n, 12n], large: [21n], root };
}

/** Physical address of a linear one, or undefined if nothing is mapped there. */
export function walkTables(
  engine: Engine,
  cpu: number,
  linear: bigint,
): PhysicalAddress | undefined {
  const nested = nestedTables(engine, cpu);
  const toMachine = (physical: bigint): bigint | undefined =>
    nested === undefined ? physical : walk(engine, nested, physical, (address) => address);
  const found = linearToPhysical(engine, cpu, linear, toMachine);
  const physical = found === undefined ? undefined : toMachine(found);
  return physical === undefined ? undefined : physicalAddress(Number(physical));
}

/** What a guest's own physical addresses go through, if it has nested paging (APM 2 15.25). */
function nestedTables(engine: Engine, cpu: number): Tables | undefined {
  const nesting = engine.cell(cpu, guestCell.nestedPaging);
  if (nesting === 0) return undefined;
  const top = (nesting & nestedPagingBit.fiveLevels) === 0 ? [] : [48n];
  const root = engine.cell64(cpu, guestCell.nestedCr3);
  return { entryBytes: 8, shifts: [...top, 39n, 30n, 21n, 12n], large: [30n, 21n], root };
}

function linearToPhysical(
  engine: Engine,
  cpu: number,
  linear: bigint,
  toMachine: (physical: bigint) => bigint | undefined,
): bigint | undefined {
  if ((engine.cell(cpu, cpuCell.cr0) & paging) === 0) {
    return linear < 2n ** 32n ? linear : undefined;
  }
  const tables = tablesOf(engine, cpu, linear);
  return tables === undefined ? undefined : walk(engine, tables, linear, toMachine);
}

/** From the top down; `toMachine` says where the tables themselves lie. */
function walk(
  engine: Engine,
  tables: Tables,
  linear: bigint,
  toMachine: (physical: bigint) => bigint | undefined,
): bigint | undefined {
  const { entryBytes } = tables;
  let table = tables.root & addressBits;
  for (const shift of tables.shifts) {
    const index = (linear >> shift) & (entryBytes === 4 ? 0x3ffn : 0x1ffn);
    const physical = toMachine(table + index * BigInt(entryBytes));
    if (physical === undefined || physical + 8n > BigInt(engine.memory.ramBytes)) return undefined;
    const quad = engine.memory.view.getBigUint64(ramBase + Number(physical), true);
    const entry = entryBytes === 4 ? quad & 0xffffffffn : quad;
    if ((entry & present) === 0n) return undefined;
    if (shift === 12n || ((entry & large) !== 0n && tables.large.includes(shift))) {
      const within = (1n << shift) - 1n;
      return (entry & addressBits & ~within) | (linear & within);
    }
    table = entry & addressBits;
  }
  return undefined;
}
