/** The page walk (SDM 3A 4.5): tables, accessed and dirty bits, rights, page-fault error codes. */
import type { FunctionBuilder, Label } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import { cpuCell, machineCell, pageFlag, pageFlags, ramBase, tlbRight } from './layout.ts';
import { cell } from './routine.ts';
import { fillEntry, tlbSlot, userOf } from './tlb.ts';

/** Paging-structure entry bits (SDM 3A table 4-15 and following). */
// prettier-ignore
const entryBit = {
  present: 1, write: 2, user: 4, accessed: 0x20, dirty: 0x40, large: 0x80, global: 0x100,
} as const;
const noExecute = 63n;
const addressBits = 0x000f_ffff_ffff_f000n;
/** Bits 51:40 of an entry are reserved: this CPU has 40 physical address bits (CPUID 80000008H). */
export const physicalAddressBits = 40;
const reservedAddressBits = 0x000f_ff00_0000_0000n;

/** Page-fault error code (SDM 3A figure 4-12). */
const faultBit = { present: 1, write: 2, user: 4, reserved: 8, fetch: 16 } as const;
const pageFaultVector = 14;

const cr0 = { wp: 16, pg: 31 } as const;
const cr4 = { pge: 7, smep: 20, smap: 21 } as const;
const efer = { nxe: 11 } as const;

const bit64 = (value: Value, at: number | bigint): Value => value.shrU(at).low32().and(1);

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

interface Walk {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  readonly linear: Local;
  readonly kind: Local;
  readonly user: Local;
  /** Rights all levels agree on: bit 0 write, bit 1 user, bit 2 no execute. */
  readonly rights: Local;
  readonly entry: Local;
  /** Host address of the entry read last. */
  readonly at: Local;
  readonly note: (page: Value) => void;
}

function pageFault(w: Walk, code: Value): void {
  const { f, cpu, kind } = w;
  const write = kind.and(accessKind.write).ne(0).shl(1);
  const user = w.user.ne(0).shl(2);
  const executes = kind.and(accessKind.fetch).ne(0);
  const nx = bit64(cell(cpu, cpuCell.efer, 8), efer.nxe).or(
    bit64(cell(cpu, cpuCell.cr4, 8), cr4.smep),
  );
  f.store(4, cpu, i32(pageFaultVector), cpuCell.faultVector);
  f.store(4, cpu, code.or(write).or(user).or(executes.and(nx).shl(4)), cpuCell.faultCode);
  f.store(8, cpu, w.linear, cpuCell.faultAddress);
  f.return(-1);
}

/** Reads one entry of the table at physical address `table`; faults if absent or malformed. */
function readEntry(w: Walk, table: Value, shift: number): void {
  const { f, linear, entry, at } = w;
  const physical = f.let(table.and(addressBits).or(linear.shrU(shift - 3).and(0xff8)));
  const outside = physical
    .shrU(12)
    .geU(load('i32', 4, i32(0), machineCell.ramBytes).shrU(12).zeroExtend());
  // A table outside of RAM reads as all ones, which has reserved bits set.
  f.set(entry, i64(-1));
  f.set(at, i32(0));
  f.if(outside.isZero(), () => {
    f.set(at, physical.low32().add(ramBase));
    f.set(entry, cell(at, 0, 8));
  });
  f.if(entry.and(entryBit.present).isZero(), () => pageFault(w, i32(0)));
  const reserved = entry.and(reservedAddressBits).ne(0);
  const nxOff = bit64(cell(w.cpu, cpuCell.efer, 8), efer.nxe).isZero();
  const malformed = reserved.or(bit64(entry, noExecute).and(nxOff));
  f.if(malformed, () => pageFault(w, i32(faultBit.present | faultBit.reserved)));
  const allowed = entry.low32().shrU(1).and(3);
  const blocked = bit64(entry, noExecute).shl(2);
  f.set(w.rights, w.rights.and(allowed.or(4)).or(blocked));
}

function setEntryBits(w: Walk, bits: Value): void {
  const { f, entry, at } = w;
  const wanted = f.let(entry.or(bits));
  f.if(wanted.ne(entry), () => {
    f.store(8, at, wanted);
    markDirty(f, at.sub(ramBase).shrU(12), w.note);
    f.set(entry, wanted);
  });
}

/** SDM 3A 4.6.1: may this access be made with the rights found? */
function checkRights(w: Walk): void {
  const { f, cpu, kind, rights } = w;
  const isUserPage = rights.shrU(1).and(1);
  const writes = kind.and(accessKind.write).ne(0);
  const fetches = kind.and(accessKind.fetch).ne(0);
  const control = cell(cpu, cpuCell.cr4, 8);
  const writeChecked = w.user.ne(0).or(bit64(cell(cpu, cpuCell.cr0, 8), cr0.wp));
  const denied = w.user
    .ne(0)
    .and(isUserPage.isZero())
    .or(writes.and(rights.and(1).isZero()).and(writeChecked))
    .or(fetches.and(rights.shrU(2).and(1)))
    .or(fetches.and(w.user.isZero()).and(isUserPage).and(bit64(control, cr4.smep)));
  f.if(denied, () => pageFault(w, i32(faultBit.present)));
}

/** Accessed bits on the way, the dirty bit on a write, the TLB entry, and the physical page. */
function finish(w: Walk, pageBits: number, done: Label): void {
  const { f, cpu, kind, linear, entry } = w;
  if (pageBits > 12) {
    // Bits 20:13 (29:13) of a large page's entry are reserved; bit 12 is PAT.
    const low = entry.and((2n ** BigInt(pageBits) - 1n) & ~0x1fffn).ne(0);
    f.if(low, () => pageFault(w, i32(faultBit.present | faultBit.reserved)));
  }
  checkRights(w);
  const writes = kind.and(accessKind.write).ne(0);
  const dirty = select(writes, i64(entryBit.dirty), i64(0));
  setEntryBits(w, dirty.or(entryBit.accessed));
  const within = 2n ** BigInt(pageBits) - 1n;
  const frame = entry.and(addressBits & ~within).or(linear.and(within));
  f.set(w.at, frame.shrU(12).low32());
  const mayWrite = w.rights.and(1).or(w.user.or(bit64(cell(cpu, cpuCell.cr0, 8), cr0.wp)).isZero());
  const isDirty = entry.low32().and(entryBit.dirty).ne(0);
  const global = bit64(entry, 8).and(bit64(cell(cpu, cpuCell.cr4, 8), cr4.pge));
  f.set(w.rights, mayWrite.and(isDirty).or(global.shl(1)));
  f.branch(done);
}

/** (cpu, linear, kind): physical page, or -1 with a page fault in the fault cells. */
export function walk(
  f: FunctionBuilder,
  cpu: Local,
  linear: Local,
  kind: Local,
  note: (page: Value) => void,
): void {
  const user = f.let(userOf(cpu, kind));
  const w: Walk = {
    f,
    cpu,
    linear,
    kind,
    user,
    note,
    rights: f.let(i32(3)),
    entry: f.local('i64'),
    at: f.local('i32'),
  };
  f.block((done) => {
    f.if(bit64(cell(cpu, cpuCell.cr0, 8), cr0.pg).isZero(), () => {
      f.set(w.at, linear.shrU(12).low32());
      f.set(w.rights, i32(tlbRight.write));
      f.branch(done);
    });
    readEntry(w, cell(cpu, cpuCell.cr3, 8), 39);
    setEntryBits(w, i64(entryBit.accessed));
    readEntry(w, w.entry, 30);
    f.if(w.entry.and(entryBit.large).ne(0), () => finish(w, 30, done));
    setEntryBits(w, i64(entryBit.accessed));
    readEntry(w, w.entry, 21);
    f.if(w.entry.and(entryBit.large).ne(0), () => finish(w, 21, done));
    setEntryBits(w, i64(entryBit.accessed));
    readEntry(w, w.entry, 12);
    finish(w, 12, done);
  });
  f.if(kind.and(accessKind.fetch).isZero(), () => {
    fillEntry(f, f.let(tlbSlot(cpu, linear, user)), linear.and(-4096), w.at, w.rights);
  });
  f.return(w.at);
}
