/**
 * The second dimension of paging: a guest's physical addresses go through the tables of its
 * hypervisor (APM 2 15.25). Nothing of it is remembered but what the TLB knows of whole translations.
 */
import type { FunctionBuilder, Label } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { guestCell, nestedPagingBit } from './guest-cells.ts';
import { machineCell, ramBase } from './layout.ts';
import {
  addressBits,
  entryBit,
  markDirty,
  noExecute,
  reservedAddressBits,
} from './paging-entry.ts';
import { cell } from './routine.ts';

/** What is asked of a translation; the first two stand as in EXITINFO1 of a nested page fault. */
export const nestedAsk = { write: 2, fetch: 0x10, table: 0x20 } as const;

/** EXITINFO1 of a nested page fault (APM 2 15.25.6): every access counts as one of ring 3. */
const nestedFault = { present: 1, user: 4, reserved: 8 } as const;
const finalPhase = 1n << 32n;
const tablePhase = 1n << 33n;
const exitNestedPageFault = 0x400;

/** Whether the CPU runs a guest under nested paging. */
export const pagesNest = (cpu: Value): Value => cell(cpu, guestCell.nestedPaging);

interface NestedWalk {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  readonly physical: Local;
  readonly ask: Local;
  readonly entry: Local;
  readonly at: Local;
  /** Rights that all levels agree on: entryBit.write, and 1 as long as fetches are allowed. */
  readonly rights: Local;
  readonly parts: NestedParts;
}

export interface NestedParts {
  readonly note: (page: Value) => void;
  /** (cpu, exit code, EXITINFO1, EXITINFO2): sets the fault cells. */
  readonly exit: (cpu: Local, code: Value, info1: Value, info2: Value) => void;
}

const asks = (w: NestedWalk, what: number): Value => w.ask.and(what).ne(0);
const hasNoExecute = (cpu: Value): Value => pagesNest(cpu).and(nestedPagingBit.noExecute);

function fault(w: NestedWalk, code: number): void {
  const { f, cpu, physical, ask } = w;
  const fetched = select(hasNoExecute(cpu), ask.and(nestedAsk.fetch), i32(0));
  const low = ask
    .and(nestedAsk.write)
    .or(fetched)
    .or(code | nestedFault.user);
  const phase = select(asks(w, nestedAsk.table), i64(tablePhase), i64(finalPhase));
  w.parts.exit(cpu, i32(exitNestedPageFault), low.zeroExtend().or(phase), physical);
  f.return(-1);
}

function readEntry(w: NestedWalk, shift: number, reserved: bigint): void {
  const { f, cpu, physical, entry, at } = w;
  const place = f.let(entry.and(addressBits).or(physical.shrU(shift - 3).and(0xff8)));
  const ramPages = load('i32', 4, i32(0), machineCell.ramBytes).shrU(12);
  // A table outside of RAM reads as all ones, which has reserved bits set.
  f.set(entry, i64(-1));
  f.if(place.shrU(12).ltU(ramPages.zeroExtend()), () => {
    f.set(at, place.low32().add(ramBase));
    f.set(entry, load('i64', 8, at));
  });
  f.if(entry.low32().and(entryBit.present).isZero(), () => fault(w, 0));
  const noFetch = f.let(entry.shrU(noExecute).low32());
  const malformed = entry
    .and(reserved)
    .ne(0)
    .or(noFetch.and(hasNoExecute(cpu).isZero()));
  f.if(malformed, () => fault(w, nestedFault.present | nestedFault.reserved));
  const user = entry.low32().and(entryBit.user);
  f.if(user.isZero(), () => fault(w, nestedFault.present));
  f.set(w.rights, w.rights.and(entry.low32().and(entryBit.write).or(noFetch.xor(1))));
}

function setBits(w: NestedWalk, bits: Value): void {
  const { f, entry, at } = w;
  const wanted = f.let(entry.or(bits));
  f.if(wanted.ne(entry), () => {
    f.store(4, at, wanted.low32());
    markDirty(f, at.sub(ramBase).shrU(12), w.parts.note);
    f.set(entry, wanted);
  });
}

const setAccessed = (w: NestedWalk): void => setBits(w, i64(entryBit.accessed));

/** The last entry: what all levels allow is known, and the page is found. */
function finish(w: NestedWalk, pageBits: number, done: Label): void {
  const { f, cpu, entry, at, rights } = w;
  const within = 2n ** BigInt(pageBits) - 1n;
  if (pageBits > 12) {
    const malformed = entry.and(within & ~0x1fffn).ne(0);
    f.if(malformed, () => fault(w, nestedFault.present | nestedFault.reserved));
  }
  const readOnly = rights.and(entryBit.write).isZero();
  const denied = asks(w, nestedAsk.write)
    .and(readOnly)
    .or(asks(w, nestedAsk.fetch).and(rights.and(1).isZero()));
  f.if(denied, () => fault(w, nestedFault.present));
  const dirty = select(asks(w, nestedAsk.write), i64(entryBit.dirty), i64(0));
  setBits(w, dirty.or(entryBit.accessed));
  const frame = entry.and(addressBits & ~within).or(w.physical.and(within));
  f.set(at, frame.shrU(12).low32());
  const open = rights.and(entryBit.write).ne(0).and(entry.low32().and(entryBit.dirty).ne(0));
  f.store(4, cpu, open, guestCell.nestedWrites);
  f.branch(done);
}

/**
 * (cpu, guest-physical address, ask): the physical page, or -1 with a nested page fault in the exit
 * cells. guestCell.nestedWrites says whether writes may go there without being asked about again.
 */
export function nestedWalk(
  f: FunctionBuilder,
  cpu: Local,
  physical: Local,
  ask: Local,
  parts: NestedParts,
): void {
  const w: NestedWalk = { f, cpu, physical, ask, parts, entry: f.local('i64'), at: f.local('i32'), rights: f.let(i32(entryBit.write | 1)) }; // prettier-ignore
  const above = reservedAddressBits | BigInt(entryBit.large);
  f.block((done) => {
    f.set(w.entry, cell(cpu, guestCell.nestedCr3, 8));
    f.if(pagesNest(cpu).and(nestedPagingBit.fiveLevels), () => {
      readEntry(w, 48, above);
      setAccessed(w);
    });
    readEntry(w, 39, above);
    setAccessed(w);
    readEntry(w, 30, reservedAddressBits);
    f.if(w.entry.low32().and(entryBit.large), () => finish(w, 30, done));
    setAccessed(w);
    readEntry(w, 21, reservedAddressBits);
    f.if(w.entry.low32().and(entryBit.large), () => finish(w, 21, done));
    setAccessed(w);
    readEntry(w, 12, reservedAddressBits);
    finish(w, 12, done);
  });
  f.return(w.at);
}
