/** The data and fetch TLBs of each CPU (SDM 3A 4.10): finding an entry, filling it, forgetting. */
import type { Callee, FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import {
  cpuCell,
  fetchEntries,
  fetchEntry,
  fetchEntryBytes,
  tlbContextMask,
  tlbContextShift,
  tlbContexts,
  tlbEntries,
  tlbEntry,
  tlbEntryBytes,
  tlbRight,
  tlbUser,
} from './layout.ts';
import { cell } from './routine.ts';

/** Ring 3 accesses have their own half of the index; those of the CPU itself never count as such. */
export const userOf = (cpu: Value, kind: Value): Value =>
  select(kind.and(accessKind.system), i32(0), cell(cpu, cpuCell.tlbUser));

/** The slot of the entry that a linear address uses; tlbEntry's offsets count from it. */
export const tlbSlot = (cpu: Value, linear: Value, user: Value): Value =>
  linear
    .low32()
    .shrU(7)
    .and((tlbEntries - 1) * tlbEntryBytes)
    .xor(user)
    .add(cpu);

/** The fast path's tags match nothing: the next access takes the slow way and checks everything. */
function closeFastPath(f: FunctionBuilder, entry: Value): void {
  f.store(8, entry, i64(-1), tlbEntry.read);
  f.store(8, entry, i64(-1), tlbEntry.write);
}

/** Remembers a translation; the fast path opens when the page itself allows it. */
export function fillEntry(
  f: FunctionBuilder,
  cpu: Value,
  entry: Local,
  linearPage: Value,
  physicalPage: Value,
  rights: Value,
): void {
  closeFastPath(f, entry);
  const marked = rights.or(cell(cpu, cpuCell.context)).zeroExtend();
  f.store(8, entry, linearPage.or(marked), tlbEntry.page);
  f.store(4, entry, physicalPage, tlbEntry.physicalPage);
}

/** Runs `body` for the host address of each entry of both TLBs that satisfies nothing in particular. */
function eachEntry(
  f: FunctionBuilder,
  first: Value,
  count: number,
  bytes: number,
  body: (entry: Local) => void,
): void {
  const entry = f.let(first);
  const end = f.let(first.add(count * bytes));
  f.while(entry.ltU(end), () => {
    body(entry);
    f.set(entry, entry.add(bytes));
  });
}

function forget(f: FunctionBuilder, entry: Local): void {
  closeFastPath(f, entry);
  f.store(8, entry, i64(tlbRight.none), tlbEntry.page);
}

/** Forgets all translations, or all but those of global pages (SDM 3A 4.10.4.1). */
export function flush(f: FunctionBuilder, cpu: Local, keepGlobal: boolean): void {
  eachEntry(f, cpu, tlbEntries, tlbEntryBytes, (entry) => {
    if (!keepGlobal) forget(f, entry);
    else {
      const local = cell(entry, tlbEntry.page, 8).and(tlbRight.global).isZero();
      f.if(local, () => forget(f, entry));
    }
  });
  flushFetches(f, cpu);
}

export function flushFetches(f: FunctionBuilder, cpu: Local): void {
  eachEntry(f, cpu.add(cpuCell.fetchTlb), fetchEntries, fetchEntryBytes, (entry) => {
    f.store(8, entry, i64(-1), fetchEntry.tag);
  });
}

/** Closes the fast path of all entries and keeps what the CPU knows: page flags have changed. */
export function closeAll(f: FunctionBuilder, cpu: Local): void {
  eachEntry(f, cpu, tlbEntries, tlbEntryBytes, (entry) => {
    closeFastPath(f, entry);
  });
}

/** Closes the fast path for writes to one physical page, which now holds decoded code. */
export function closeWrites(f: FunctionBuilder, cpu: Local, physicalPage: Value): void {
  eachEntry(f, cpu, tlbEntries, tlbEntryBytes, (entry) => {
    f.if(cell(entry, tlbEntry.physicalPage).eq(physicalPage), () => {
      f.store(8, entry, i64(-1), tlbEntry.write);
    });
  });
}

/** Whether what an entry knows is of this context, or of all of them. */
export const isOfContext = (known: Value, context: Value): Value =>
  known.xor(context).and(tlbContextMask).isZero().or(known.and(tlbRight.global).ne(0));

/** Forgets all translations of one context but the global ones. */
export function flushContext(f: FunctionBuilder, cpu: Local, context: Local): void {
  eachEntry(f, cpu, tlbEntries, tlbEntryBytes, (entry) => {
    const known = cell(entry, tlbEntry.page, 8).low32();
    const own = known
      .xor(context)
      .and(tlbContextMask | tlbRight.global)
      .isZero();
    f.if(own, () => forget(f, entry));
  });
  flushFetches(f, cpu);
}

/** (cpu, PCID): the mark of a context, or -1 if nothing of it is known. */
export function contextOf(f: FunctionBuilder, cpu: Local, pcid: Local): void {
  const number = f.let(i32(0));
  f.while(number.ltU(tlbContexts), () => {
    const known = load('i32', 2, cpu.add(number.shl(1)), cpuCell.contextPcids);
    f.if(known.eq(pcid), () => f.return(number.shl(tlbContextShift)));
    f.set(number, number.add(1));
  });
  f.return(-1);
}

/**
 * (cpu, PCID): the translations of this PCID are used from now on (SDM 3A 4.10.1). The CPU knows
 * those of several; when there are too many, the context that came first is forgotten. What is
 * fetched is never kept: the architecture lets a CPU forget at any time.
 */
export function enterContext(
  f: FunctionBuilder,
  r: Readonly<Record<'contextOf' | 'flushContext' | 'closeFastPaths', Callee>>,
  cpu: Local,
  pcid: Local,
): void {
  const mark = f.call(r.contextOf, cpu, pcid);
  f.if(mark.ltS(0), () => {
    const number = f.let(
      cell(cpu, cpuCell.lastContext)
        .add(1)
        .and(tlbContexts - 1),
    );
    f.store(4, cpu, number, cpuCell.lastContext);
    f.set(mark, number.shl(tlbContextShift));
    f.run(r.flushContext, cpu, mark);
    f.store(2, cpu.add(number.shl(1)), pcid, cpuCell.contextPcids);
  });
  f.if(mark.ne(cell(cpu, cpuCell.context)), () => {
    f.store(4, cpu, mark, cpuCell.context);
    f.run(r.closeFastPaths, cpu);
    flushFetches(f, cpu);
  });
}

/** INVLPG and INVPCID: forgets one page of a context, with or without its global translation. */
export function flushPage(
  f: FunctionBuilder,
  cpu: Local,
  linear: Local,
  context: Local,
  alsoGlobal: Local,
): void {
  for (const user of [0, tlbUser]) {
    const entry = f.let(tlbSlot(cpu, linear, i32(user)));
    const known = f.let(cell(entry, tlbEntry.page, 8));
    const same = known.xor(linear).and(-4096).isZero();
    const low = f.let(known.low32());
    const kept = low.and(tlbRight.global).ne(0).and(alsoGlobal.isZero());
    const counts = isOfContext(low, context).and(kept.isZero());
    f.if(same.and(counts), () => forget(f, entry));
  }
  eachEntry(f, cpu.add(cpuCell.fetchTlb), fetchEntries, fetchEntryBytes, (entry) => {
    const same = cell(entry, fetchEntry.tag, 8).xor(linear).and(-4096).isZero();
    f.if(same, () => f.store(8, entry, i64(-1), fetchEntry.tag));
  });
}
