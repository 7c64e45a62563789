/** The data and fetch TLBs of each CPU (SDM 3A 4.10): finding an entry, filling it, forgetting. */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, select } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import {
  cpuCell,
  fetchEntries,
  fetchEntry,
  fetchEntryBytes,
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
  entry: Local,
  linearPage: Value,
  physicalPage: Value,
  rights: Value,
): void {
  closeFastPath(f, entry);
  f.store(8, entry, linearPage.or(rights.zeroExtend()), tlbEntry.page);
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

/** INVLPG: forgets one page, also if it is global. */
export function flushPage(f: FunctionBuilder, cpu: Local, linear: Local): void {
  for (const user of [0, tlbUser]) {
    const entry = f.let(tlbSlot(cpu, linear, i32(user)));
    const same = cell(entry, tlbEntry.page, 8).xor(linear).and(-4096).isZero();
    f.if(same, () => forget(f, entry));
  }
  eachEntry(f, cpu.add(cpuCell.fetchTlb), fetchEntries, fetchEntryBytes, (entry) => {
    const same = cell(entry, fetchEntry.tag, 8).xor(linear).and(-4096).isZero();
    f.if(same, () => f.store(8, entry, i64(-1), fetchEntry.tag));
  });
}
