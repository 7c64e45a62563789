/** The page walk (SDM 3A 4.3 to 4.5): tables of every paging mode, accessed and dirty bits. */
import type { Callee, FunctionBuilder, Label } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import { toFrame } from './frames.ts';
import { guestCell } from './guest-cells.ts';
import { cpuCell, machineCell, ramBase, tlbRight } from './layout.ts';
import { nestedAsk, pagesNest } from './nested.ts';
import type { Asked } from './page-rights.ts';
import {
  bit,
  checkRights,
  faultBit,
  hasFiveLevels,
  hasWideEntries,
  isGlobal,
  isLong,
  noExecuteIsOn,
  pageFault,
  pageSizesAreOn,
  pagingIsOff,
  rightsToKeep,
} from './page-rights.ts';
import {
  addressBits,
  entryBit,
  keyBits,
  markDirty,
  noExecute,
  reservedAddressBits,
} from './paging-entry.ts';
import { cell } from './routine.ts';
import { fillEntry, tlbSlot, userOf } from './tlb.ts';

/** Bits 62:52, which are ignored in long mode, where some of them are the protection key. */
const reservedInPae = 0x7ff0_0000_0000_0000n;

/** Page directory pointers of PAE paging: no rights, and more bits reserved (SDM 3A table 4-8). */
const reservedInDirectory = reservedAddressBits | reservedInPae | 0x8000_0000_0000_01e6n;
const directories = 4;

interface Walk extends Asked {
  /** Rights all levels agree on: bits of pageRight. */
  readonly rights: Local;
  readonly entry: Local;
  /** Host address of the entry read last. */
  readonly at: Local;
  readonly note: (page: Value) => void;
  /** (cpu, guest-physical address, nestedAsk): the second dimension. */
  readonly nested: Callee;
}

/** Reads the entry at a physical address, of 4 or 8 bytes; faults unless it is present. */
function readPresent(w: Walk, physical: Local, bytes: 4 | 8): void {
  const { f, cpu, entry, at } = w;
  f.if(pagesNest(cpu), () => {
    // The CPU may have to set bits there, so it asks to write (APM 2 15.25.5).
    const page = f.call(w.nested, cpu, physical, i32(nestedAsk.table | nestedAsk.write));
    f.if(page.eq(-1), () => f.return(-1));
    f.set(physical, page.zeroExtend().shl(12).or(physical.and(0xfff)));
  });
  const ramPages = load('i32', 4, i32(0), machineCell.ramBytes).shrU(12);
  // A table outside of RAM reads as all ones, which has reserved bits set.
  f.set(entry, i64(-1));
  f.set(at, i32(0));
  f.if(physical.shrU(12).ltU(ramPages.zeroExtend()), () => {
    f.set(at, physical.low32().add(ramBase));
    f.set(entry, load('i64', bytes, at));
  });
  f.if(entry.and(entryBit.present).isZero(), () => pageFault(w, i32(0)));
}

function reservedFault(w: Walk, malformed: Value): void {
  w.f.if(malformed, () => pageFault(w, i32(faultBit.present | faultBit.reserved)));
}

function takeRights(w: Walk): void {
  const { f, entry, rights } = w;
  const allowed = entry.low32().shrU(1).and(3);
  f.set(rights, rights.and(allowed.or(4)).or(bit(entry, noExecute).shl(2)));
}

/** Reads one entry of the table that `table` names; faults if it is absent or malformed. */
function readEntry(w: Walk, table: Value, shift: number, reserved: bigint): void {
  const { f, cpu, linear, entry } = w;
  const physical = f.let(table.and(addressBits).or(linear.shrU(shift - 3).and(0xff8)));
  readPresent(w, physical, 8);
  const executeOff = bit(entry, noExecute).and(noExecuteIsOn(cpu).isZero());
  reservedFault(w, entry.and(reserved).ne(0).or(executeOff));
  takeRights(w);
}

/** Accessed and dirty bits: all of them in the low half. */
function setEntryBits(w: Walk, bits: Value): void {
  const { f, entry, at } = w;
  const wanted = f.let(entry.or(bits));
  f.if(wanted.ne(entry), () => {
    f.store(4, at, wanted.low32());
    markDirty(f, at.sub(ramBase).shrU(12), w.note);
    f.set(entry, wanted);
  });
}

/** Checks the rights, then sets the bits of the last entry, and gives the physical page. */
function finish(w: Walk, pageBits: number, done: Label): void {
  const { f, kind, linear, entry } = w;
  if (pageBits > 12) {
    // Bits 20:13 (21:13, 29:13) of a large page's entry are reserved; bit 12 is PAT.
    reservedFault(w, entry.and((2n ** BigInt(pageBits) - 1n) & ~0x1fffn).ne(0));
  }
  const key = f.let(entry.shrU(keyBits).low32().and(15));
  checkRights(w, w.rights, key);
  const writes = kind.and(accessKind.write).ne(0);
  const dirty = select(writes, i64(entryBit.dirty), i64(0));
  setEntryBits(w, dirty.or(entryBit.accessed));
  const within = 2n ** BigInt(pageBits) - 1n;
  const frame = entry.and(addressBits & ~within).or(linear.and(within));
  f.set(w.at, frame.shrU(12).low32());
  const isDirty = entry.low32().and(entryBit.dirty).ne(0);
  const global = isGlobal(w.cpu, entry).ne(0).mul(tlbRight.global);
  f.set(w.rights, rightsToKeep(w, w.rights, key, isDirty).or(global));
  f.branch(done);
}

/** 32-bit paging (SDM 3A 4.3): two levels of 4-byte entries; 4 MiB pages, without PSE-36. */
function walkNarrow(w: Walk, done: Label): void {
  const { f, cpu, linear, entry } = w;
  const level = (table: Value, shift: number): void => {
    const index = linear.shrU(shift - 2).and(0xffc);
    readPresent(w, f.let(table.and(0xfffff000n).or(index)), 4);
    takeRights(w);
  };
  level(cell(cpu, cpuCell.cr3, 8), 22);
  f.if(entry.low32().and(entryBit.large).ne(0).and(pageSizesAreOn(cpu)), () => finish(w, 22, done));
  setEntryBits(w, i64(entryBit.accessed));
  level(entry, 12);
  finish(w, 12, done);
}

/** 4-level and 5-level paging down to the page directory (SDM 3A 4.5). */
function walkLong(w: Walk, done: Label): void {
  const { f, cpu, entry } = w;
  const above = reservedAddressBits | BigInt(entryBit.large);
  f.set(entry, cell(cpu, cpuCell.cr3, 8));
  f.if(hasFiveLevels(cpu), () => {
    readEntry(w, entry, 48, above);
    setEntryBits(w, i64(entryBit.accessed));
  });
  readEntry(w, entry, 39, above);
  setEntryBits(w, i64(entryBit.accessed));
  readEntry(w, entry, 30, reservedAddressBits);
  f.if(entry.low32().and(entryBit.large), () => finish(w, 30, done));
  setEntryBits(w, i64(entryBit.accessed));
}

/** PAE paging: the CPU keeps the four directory pointers itself (SDM 3A 4.4.1). */
function takeDirectory(w: Walk): void {
  const { f, cpu, linear, entry } = w;
  const at = linear.shrU(27).low32().and(0x18).add(cpu);
  f.set(entry, load('i64', 8, at, cpuCell.directories));
  f.if(entry.low32().and(entryBit.present).isZero(), () => pageFault(w, i32(0)));
}

/** Page directory and page table, as PAE paging and long mode have them in common. */
function walkWide(w: Walk, reserved: bigint, done: Label): void {
  readEntry(w, w.entry, 21, reserved);
  w.f.if(w.entry.low32().and(entryBit.large), () => finish(w, 21, done));
  setEntryBits(w, i64(entryBit.accessed));
  readEntry(w, w.entry, 12, reserved);
  finish(w, 12, done);
}

/** The guest's page itself goes through the second dimension; both have to allow writes. */
function translateFinal(w: Walk): void {
  const { f, cpu, linear, kind, at, rights } = w;
  const physical = at.zeroExtend().shl(12).or(linear.and(0xfff));
  const writes = select(kind.and(accessKind.write), i32(nestedAsk.write), i32(0));
  const fetches = select(kind.and(accessKind.fetch), i32(nestedAsk.fetch), i32(0));
  f.set(at, f.call(w.nested, cpu, physical, writes.or(fetches)));
  f.if(at.eq(-1), () => f.return(-1));
  const closed = cell(cpu, guestCell.nestedWrites).isZero();
  f.if(closed, () => f.set(rights, rights.and(~tlbRight.write)));
}

/** (cpu, linear, kind): the frame of its physical page, or -1 with a page fault in the fault cells. */
export function walk(
  f: FunctionBuilder,
  cpu: Local,
  linear: Local,
  kind: Local,
  parts: Pick<Walk, 'note' | 'nested'>,
): void {
  const user = f.let(userOf(cpu, kind));
  const rights = f.let(i32(3));
  const w: Walk = { f, cpu, linear, kind, user, ...parts, rights, entry: f.local('i64'), at: f.local('i32') }; // prettier-ignore
  f.block((done) => {
    f.if(pagingIsOff(cpu), () => {
      f.set(w.at, linear.shrU(12).low32());
      f.set(rights, i32(tlbRight.write));
      f.branch(done);
    });
    f.if(isLong(cpu), () => {
      walkLong(w, done);
      walkWide(w, reservedAddressBits, done);
    });
    f.if(hasWideEntries(cpu), () => {
      takeDirectory(w);
      walkWide(w, reservedAddressBits | reservedInPae, done);
    });
    walkNarrow(w, done);
  });
  f.if(pagesNest(cpu), () => translateFinal(w));
  toFrame(f, w.at);
  f.if(kind.and(accessKind.fetch).isZero(), () => {
    fillEntry(f, cpu, f.let(tlbSlot(cpu, linear, user)), linear.and(-4096), w.at, rights);
  });
  f.return(w.at);
}

/**
 * (cpu, cr3): reads the directory pointers of PAE paging, as MOV to a control register does; 1, and
 * nothing changed, if a present one has a reserved bit set: #GP (SDM 3A 4.4.1); 2 if a guest cannot
 * be given them: the fault cells are set.
 */
export function loadDirectories(f: FunctionBuilder, nested: Callee, cpu: Local, cr3: Local): void {
  const table = f.let(cr3.and(~31));
  f.if(pagesNest(cpu), () => {
    const page = f.call(nested, cpu, table.zeroExtend(), i32(nestedAsk.table | nestedAsk.write));
    f.if(page.eq(-1), () => f.return(2));
    f.set(table, page.shl(12).or(table.and(0xfff)));
  });
  const inRam = table.shrU(12).ltU(load('i32', 4, i32(0), machineCell.ramBytes).shrU(12));
  const entries = Array.from({ length: directories }, () => f.let(i64(0)));
  f.if(inRam, () =>
    entries.forEach((entry, at) => f.set(entry, load('i64', 8, table, ramBase + at * 8))),
  );
  for (const entry of entries) {
    const malformed = entry.and(reservedInDirectory).ne(0);
    f.if(entry.low32().and(entryBit.present).and(malformed), () => f.return(1));
  }
  entries.forEach((entry, at) => f.store(8, cpu, entry, cpuCell.directories + at * 8));
  f.return(0);
}
