/** DR0 to DR3 against what a CPU accesses and executes (SDM 3B 17.2): by linear address. */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import { cpuCell, debugBit } from './layout.ts';
import { cell } from './routine.ts';

/** The R/W field of DR7: what a breakpoint waits for; ports only with CR4.DE. */
const waitsFor = { execution: 0, writes: 1, ports: 2, accesses: 3 } as const;
const cr4de = 8;
const numbers = [0, 1, 2, 3] as const;

/** L and G bits of the four breakpoints. */
const enableBits = 0xff;

/** Whether a breakpoint is enabled by DR7: the CPU then looks after each instruction. */
export const anyEnabled = (dr7: Value): Value => dr7.and(enableBits).ne(0);

/** Whether this CPU looks at all. */
export const looksAtDebugRegisters = (cpu: Value): Value =>
  load('i32', 1, cpu, cpuCell.activity).and(debugBit);

interface Breakpoint {
  readonly enabled: Value;
  readonly kind: Value;
  /** First address, and bytes from it on: the low bits of an address do not count. */
  readonly from: Value;
  readonly bytes: Value;
}

function breakpoint(cpu: Value, dr7: Value, number: number): Breakpoint {
  const length = dr7.shrU(18 + number * 4).and(3);
  // LEN: 0 is one byte, 1 two, 3 four, 2 eight.
  const bytes = i64(1).shl(i64(0x2310n).shrU(length.shl(2).zeroExtend()).and(3));
  return {
    enabled: dr7
      .shrU(number * 2)
      .and(3)
      .ne(0),
    kind: dr7.shrU(16 + number * 4).and(3),
    from: cell(cpu, cpuCell.dr0 + number * 8, 8).and(bytes.negate()),
    bytes,
  };
}

/** Collects into cpuCell.debugHits which data breakpoints an access from `first` to `last` meets. */
export function noteDataHits(
  f: FunctionBuilder,
  cpu: Local,
  first: Local,
  last: Local,
  kind: Local,
): void {
  const dr7 = f.let(cell(cpu, cpuCell.dr7));
  const writes = f.let(kind.and(accessKind.write).ne(0));
  const byGuest = kind.and(accessKind.system | accessKind.fetch).isZero();
  for (const number of numbers) {
    const { enabled, kind: waits, from, bytes } = breakpoint(cpu, dr7, number);
    const wanted = waits.eq(waitsFor.accesses).or(waits.eq(waitsFor.writes).and(writes));
    const meets = first.ltU(from.add(bytes)).and(last.geU(from));
    f.if(enabled.and(wanted).and(byGuest).and(meets), () => {
      const hits = cell(cpu, cpuCell.debugHits);
      f.store(4, cpu, hits.or(1 << number), cpuCell.debugHits);
    });
  }
}

/** As noteDataHits, for an access to I/O ports: the address of a breakpoint is the port's. */
export function notePortHits(f: FunctionBuilder, cpu: Local, port: Local, bytes: Value): void {
  const first = f.let(port.zeroExtend());
  const last = f.let(first.add(bytes.zeroExtend()).sub(1));
  const dr7 = f.let(cell(cpu, cpuCell.dr7));
  const counts = f.let(cell(cpu, cpuCell.cr4).and(cr4de).ne(0));
  for (const number of numbers) {
    const { enabled, kind, from, bytes: length } = breakpoint(cpu, dr7, number);
    const meets = first.ltU(from.add(length)).and(last.geU(from));
    f.if(counts.and(enabled).and(kind.eq(waitsFor.ports)).and(meets), () => {
      f.store(4, cpu, cell(cpu, cpuCell.debugHits).or(1 << number), cpuCell.debugHits);
    });
  }
}

/** Whether a data breakpoint lies in a page: none of its accesses may take the fast path. */
export function isDebugPage(f: FunctionBuilder, cpu: Local, linear: Local): Local {
  const found = f.let(i32(0));
  f.if(looksAtDebugRegisters(cpu), () => {
    const dr7 = f.let(cell(cpu, cpuCell.dr7));
    for (const number of numbers) {
      const { enabled, kind, from } = breakpoint(cpu, dr7, number);
      const samePage = from.xor(linear).and(-4096).isZero();
      f.if(enabled.and(kind.ne(waitsFor.execution)).and(samePage), () => f.set(found, i32(1)));
    }
  });
  return found;
}

/** The instruction breakpoints at a linear address, as bits of DR6. */
export function instructionHits(f: FunctionBuilder, cpu: Local, linear: Local): Local {
  const hits = f.let(i32(0));
  const dr7 = f.let(cell(cpu, cpuCell.dr7));
  for (const number of numbers) {
    const { enabled, kind } = breakpoint(cpu, dr7, number);
    const here = cell(cpu, cpuCell.dr0 + number * 8, 8).eq(linear);
    f.if(enabled.and(kind.eq(waitsFor.execution)).and(here), () => {
      f.set(hits, hits.or(1 << number));
    });
  }
  return hits;
}
