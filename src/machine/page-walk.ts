/** The page tables as a debugger reads them: no TLB, no accessed bits, no faults (SDM 3A 4.3 to 4.5). */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
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

/** An entry that a walk has come through. */
export interface WalkedEntry {
  /** The address bits below its index: 12 is an entry that maps 4 KiB. */
  readonly shift: number;
  readonly value: bigint;
  /** Where it lies; undefined for a directory pointer that PAE paging keeps in the CPU. */
  readonly at: PhysicalAddress | undefined;
}

/** The way from an address to where it lies, as far as it goes. */
export interface Walk {
  readonly entries: readonly WalkedEntry[];
  /** Under nested paging a guest's own; the walk goes on in `nested`. */
  readonly physical: bigint | undefined;
  /** The host's tables, on the guest-physical address (APM 2 15.25). */
  readonly nested?: Walk;
}

/** The tables of one paging mode, from the top down. */
export interface Tables {
  readonly entryBytes: 4 | 8;
  /** Address bits below each level's index. */
  readonly shifts: readonly bigint[];
  /** Levels whose entries may map a page themselves, by their shift. */
  readonly large: readonly bigint[];
  /** The entry that names the first of these tables, or several of them side by side (PAE). */
  readonly roots: readonly bigint[];
  /** Bits of an address; above them it repeats the highest one, or is zero below 64-bit mode. */
  readonly addressBits: number;
  readonly signed: boolean;
}

/** Physical address of a linear one, or undefined if nothing is mapped there. */
export function walkTables(
  engine: Engine,
  cpu: number,
  linear: bigint,
): PhysicalAddress | undefined {
  const { physical, nested } = walkOf(engine, cpu, linear);
  const found = nested === undefined ? physical : nested.physical;
  return found === undefined ? undefined : physicalAddress(Number(found));
}

/** Every entry on the way from a linear address to where it lies. */
export function walkOf(engine: Engine, cpu: number, linear: bigint): Walk {
  const nested = nestedTables(engine, cpu);
  const tables = tablesOf(engine, cpu);
  const read = entryReader(engine, cpu);
  const first =
    tables === undefined
      ? { entries: [], physical: linear < 2n ** 32n ? linear : undefined }
      : walk(tables, linear, read);
  if (nested === undefined || first.physical === undefined) return first;
  return { ...first, nested: walk(nested, first.physical, hostReader(engine)) };
}

/** The tables that `cpu` translates linear addresses by; undefined while paging is off. */
export function tablesOf(engine: Engine, cpu: number): Tables | undefined {
  if ((engine.cell(cpu, cpuCell.cr0) & paging) === 0) return undefined;
  const control = engine.cell(cpu, cpuCell.cr4);
  const cr3 = engine.cell64(cpu, cpuCell.cr3);
  if ((engine.cell(cpu, cpuCell.efer) & efer.lma) !== 0) {
    return longTables((control & cr4.la57) !== 0, cr3, true);
  }
  if ((control & cr4.pae) === 0) {
    const pages = (control & cr4.pse) === 0 ? [] : [22n];
    const roots = [cr3 & 0xffffffffn];
    return {
      entryBytes: 4,
      shifts: [22n, 12n],
      large: pages,
      roots,
      addressBits: 32,
      signed: false,
    };
  }
  const roots = [0, 1, 2, 3].map((number) => engine.cell64(cpu, cpuCell.directories + number * 8));
  return {
    entryBytes: 8,
    shifts: [21n, 12n],
    large: [21n],
    roots,
    addressBits: 32,
    signed: false,
  };
}

/** What a guest's own physical addresses go through, if it has nested paging (APM 2 15.25). */
function nestedTables(engine: Engine, cpu: number): Tables | undefined {
  const nesting = engine.cell(cpu, guestCell.nestedPaging);
  if (nesting === 0) return undefined;
  const fiveLevels = (nesting & nestedPagingBit.fiveLevels) !== 0;
  return longTables(fiveLevels, engine.cell64(cpu, guestCell.nestedCr3), false);
}

const longTables = (fiveLevels: boolean, root: bigint, signed: boolean): Tables => ({
  entryBytes: 8,
  shifts: [...(fiveLevels ? [48n] : []), 39n, 30n, 21n, 12n],
  large: [30n, 21n],
  roots: [root],
  addressBits: fiveLevels ? 57 : 48,
  signed,
});

/** Reads an entry of the tables at an address that is physical to whoever made them. */
export type ReadEntry = (
  at: bigint,
  bytes: 4 | 8,
) => { readonly value: bigint; readonly at: PhysicalAddress } | undefined;

const hostReader =
  (engine: Engine): ReadEntry =>
  (at, bytes) => {
    if (at + 8n > BigInt(engine.memory.ramBytes)) return undefined;
    const quad = engine.memory.view.getBigUint64(ramBase + Number(at), true);
    const value = bytes === 4 ? quad & 0xffffffffn : quad;
    return { value, at: physicalAddress(Number(at)) };
  };

/** How the tables of `cpu` are read: in a guest with nested paging, through the host's. */
export function entryReader(engine: Engine, cpu: number): ReadEntry {
  const nested = nestedTables(engine, cpu);
  const read = hostReader(engine);
  if (nested === undefined) return read;
  return (at, bytes) => {
    const { physical } = walk(nested, at, read);
    return physical === undefined ? undefined : read(physical, bytes);
  };
}

/** Whether an address with all these bits exists in this mode. */
const exists = ({ addressBits: bits, signed }: Tables, address: bigint): boolean =>
  (signed ? BigInt.asUintN(64, BigInt.asIntN(bits, address)) : BigInt.asUintN(bits, address)) ===
  address;

/** Where an entry's page lies if it maps one: `within` are the address bits inside it. */
export function pageOf(
  { large: larges }: Tables,
  entry: bigint,
  shift: bigint,
): { readonly page: bigint; readonly within: bigint } | undefined {
  if (shift !== 12n && ((entry & large) === 0n || !larges.includes(shift))) return undefined;
  const within = (1n << shift) - 1n;
  return { page: entry & addressBits & ~within, within };
}

export const isPresent = (entry: bigint): boolean => (entry & present) !== 0n;

/** Where the table lies that an entry names. */
export const tableOf = (entry: bigint): bigint => entry & addressBits;

/** From the top down. */
function walk(tables: Tables, address: bigint, read: ReadEntry): Walk {
  const entries: WalkedEntry[] = [];
  const lost: Walk = { entries, physical: undefined };
  if (!exists(tables, address)) return lost;
  const { entryBytes, roots } = tables;
  let above = roots[0] ?? 0n;
  if (roots.length > 1) {
    above = roots[Number(address >> 30n)] ?? 0n;
    entries.push({ shift: 30, value: above, at: undefined });
    if (!isPresent(above)) return lost;
  }
  for (const shift of tables.shifts) {
    const index = (address >> shift) & (entryBytes === 4 ? 0x3ffn : 0x1ffn);
    const entry = read(tableOf(above) + index * BigInt(entryBytes), entryBytes);
    if (entry === undefined) return lost;
    entries.push({ shift: Number(shift), ...entry });
    if (!isPresent(entry.value)) return lost;
    const found = pageOf(tables, entry.value, shift);
    if (found !== undefined) {
      return { entries, physical: found.page | (address & found.within) };
    }
    above = entry.value;
  }
  return lost;
}

/** A linear address of an index path: the top bit repeated where the mode wants it. */
export const canonical = ({ addressBits: bits, signed }: Tables, address: bigint): LinearAddress =>
  BigInt.asUintN(64, signed ? BigInt.asIntN(bits, address) : address) as LinearAddress;
