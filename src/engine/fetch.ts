/** From rip to the record of the instruction there: fetch TLB, code pages, page-crossing instructions. */
import { accessKind } from '../memory/access.ts';
import { isCanonical } from '../memory/canonical.ts';
import {
  codeIndex,
  codeIndexBytes,
  cpuCell,
  enteredBy,
  fetchEntries,
  fetchEntry,
  fetchEntryBytes,
  fetchUser,
  machineCell,
  pagesMax,
  recordBytes,
  segment,
  segmentCell,
  exitReason,
} from '../memory/layout.ts';
import { cell } from '../memory/routine.ts';
import type { Scope } from '../isa/routines/scope.ts';
import { noFault, vector } from '../isa/vectors.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';

const isMode64 = (cpu: Value): Value => cell(cpu, cpuCell.mode).eq(2);

/** Mode and ring, in the low bits of a fetch tag. */
export const fetchKey = (cpu: Value): Value =>
  cell(cpu, cpuCell.mode).or(select(cell(cpu, cpuCell.tlbUser), i32(fetchUser), i32(0)));

/** Host address of the fetch TLB entry for a linear address. */
export const fetchSlot = (cpu: Value, linear: Value): Value =>
  linear
    .low32()
    .shrU(12)
    .and(fetchEntries - 1)
    .mul(fetchEntryBytes)
    .add(cpu)
    .add(cpuCell.fetchTlb);

/** Makes `records` the current page, and gives the record of the instruction at `rip`. */
export function settle(
  f: FunctionBuilder,
  cpu: Value,
  rip: Value,
  linear: Value,
  records: Value,
): Local {
  const offset = f.let(linear.low32().and(4095));
  const page = f.let(rip.sub(offset.zeroExtend()));
  f.store(4, cpu, records, cpuCell.recordBase);
  f.store(8, cpu, page, cpuCell.ripPage);
  f.store(8, cpu, page.add(0x2000), cpuCell.ripPageHigh);
  return f.let(records.add(offset.mul(recordBytes)));
}

function setFault(f: FunctionBuilder, cpu: Local, number: number): void {
  f.store(4, cpu, i32(number), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
}

/** Linear address of rip: flat in 64-bit code; otherwise CS base and limit count. */
function linearRip(f: FunctionBuilder, cpu: Local, rip: Local): Local {
  const cs = segment('cs');
  const linear = f.let(rip);
  f.if(
    isMode64(cpu),
    () => {
      f.if(isCanonical(cpu, rip).isZero(), () => setFault(f, cpu, vector.gp));
    },
    () => {
      const limit = load('i32', 4, cpu, cs + segmentCell.limit).zeroExtend();
      f.if(rip.gtU(limit), () => setFault(f, cpu, vector.gp));
      f.set(linear, rip.add(load('i64', 8, cpu, cs + segmentCell.base)).and(0xffffffffn));
    },
  );
  return linear;
}

/** The records of the page at `linear` in the CPU's mode; 0 with the fault cells set. */
function codePage(
  f: FunctionBuilder,
  { routines: r, host }: Scope,
  cpu: Local,
  linear: Local,
): Local {
  const page = f.call(r.walk, cpu, linear, i32(accessKind.fetch | 1));
  const records = f.let(i32(0));
  f.if(page.ne(-1), () => {
    const mode = cell(cpu, cpuCell.mode);
    const known = load('i32', 4, page.shl(2).add(mode.mul(codeIndexBytes)), codeIndex);
    f.if(page.ltU(pagesMax), () => f.set(records, known));
    f.if(records.isZero(), () => f.set(records, f.call(host.codePage, page, mode)));
    // No memory there at all: on a real bus the fetch would get garbage; here it is #UD.
    f.if(records.isZero(), () => setFault(f, cpu, vector.ud));
  });
  return records;
}

/** A breakpoint comes before any fault of the fetch (SDM 3A table 6-2), and ends run(). */
function breakpointFirst(f: FunctionBuilder, { host }: Scope, cpu: Local): void {
  f.store(4, cpu, i32(0), cpuCell.record);
  f.if(f.call(host.breakpoint, cpu), () => {
    f.store(4, cpu, i32(noFault), cpuCell.faultVector);
    f.store(4, i32(0), i32(exitReason.breakpoint), machineCell.exitReason);
    f.return(0);
  });
}

/**
 * By which linear page a code page is entered: while it is one only, a record at which no
 * breakpoint stands need not be asked again (CodeCache.meets).
 */
function noteEntry(f: FunctionBuilder, { host }: Scope, records: Local, linear: Local): void {
  const name = f.let(linear.or(4095));
  const before = f.let(load('i64', 8, records, enteredBy));
  f.if(before.ne(name).and(before.ne(-1n)), () => {
    f.if(
      before.isZero(),
      () => f.store(8, records, name, enteredBy),
      () => {
        f.store(8, records, i64(-1), enteredBy);
        f.run(host.pageAliased, records);
      },
    );
  });
}

/** (cpu): record at cpuCell.rip; 0 if the fetch faulted, with the fault delivered. */
function enter(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const { routines: r } = scope;
  const rip = f.let(cell(cpu, cpuCell.rip, 8));
  const linear = linearRip(f, cpu, rip);
  const records = f.let(i32(0));
  f.if(cell(cpu, cpuCell.faultVector).ltS(0), () => {
    const entry = f.let(fetchSlot(cpu, linear));
    const tag = f.let(linear.and(-4096).or(fetchKey(cpu).zeroExtend()));
    f.if(
      load('i64', 8, entry, fetchEntry.tag).eq(tag),
      () => {
        f.set(records, load('i32', 4, entry, fetchEntry.recordBase));
      },
      () => {
        f.set(records, codePage(f, scope, cpu, linear));
        f.if(records, () => {
          noteEntry(f, scope, records, linear);
          f.store(8, entry, tag, fetchEntry.tag);
          f.store(4, entry, records, fetchEntry.recordBase);
        });
      },
    );
  });
  f.if(records, () => {
    const record = settle(f, cpu, rip, linear, records);
    f.store(4, cpu, record, cpuCell.record);
    f.return(record);
  });
  breakpointFirst(f, scope, cpu);
  f.call(r.deliverFault, cpu);
  f.return(0);
}

/**
 * (cpu, record): an instruction that reaches into the next page is decoded anew each time, into a
 * place of the CPU's own; gives that record, or 0 with the fault cells set.
 */
function straddle(f: FunctionBuilder, scope: Scope, cpu: Local, record: Local): void {
  const { routines: r, host } = scope;
  const offset = f.let(record.sub(cell(cpu, cpuCell.recordBase)).shrU(5));
  const rip = f.let(cell(cpu, cpuCell.ripPage, 8).add(offset.zeroExtend()));
  f.store(8, cpu, rip, cpuCell.rip);
  const next = f.let(linearRip(f, cpu, rip).or(4095).add(1));
  const page = f.call(r.walk, cpu, next, i32(accessKind.fetch | 1));
  f.if(page.eq(-1), () => f.return(0));
  f.run(host.decodeStraddling, cpu, record, page);
  const own = f.let(cpu.add(cpuCell.straddle));
  // rip stays computable from the record, as if its page of records began so far before it.
  f.store(4, cpu, own.sub(offset.mul(recordBytes)), cpuCell.recordBase);
  f.return(own);
}

export function defineFetch(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.enter, (f, cpu) => enter(f, scope, cpu));
  module.define(r.straddle, (f, cpu, record) => straddle(f, scope, cpu, record));
}
