/** What all vector instructions share: who may execute them, the source, and the destination. */
import { accessKind } from '../../memory/access.ts';
import {
  cpuCell,
  machineCell,
  recordField,
  recordFlag,
  segmentCell,
  tlbEntry,
  upperHalf,
  vectorScratch,
} from '../../memory/layout.ts';
import { vectorField, vectorFlag } from '../vector-record.ts';
import { cell } from '../../memory/routine.ts';
import { tlbSlot } from '../../memory/tlb.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { i64x2, v128, zeroVector } from '../../wasm/vector.ts';
import { noFault, vector } from '../vectors.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';

const cr0Bit = { pe: 1, em: 4, ts: 8 } as const;
const cr4Bit = { osfxsr: 1 << 9, osxsave: 1 << 18 } as const;
/** SSE and AVX state in XCR0. */
const vectorStates = 6;
const errorSummary = 0x80;
const topOfStack = 0x3800;

const flagsOf = (record: Value): Value => load('i32', 2, record, vectorField.flags);
const bytesOf = (record: Value): Value => load('i32', 1, record, vectorField.bytes);
const registerAt = (cpu: Value, record: Value, field: number): Value =>
  cpu.add(load('i32', 2, record, field));

function fault(f: FunctionBuilder, cpu: Local, number: number): void {
  f.store(4, cpu, i32(number), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
  f.return(0);
}

/** SDM 3A 2.5 (CR0.EM, TS, MP; CR4.OSFXSR, OSXSAVE), 2A 2.4 (exception classes), 3A 12.1 (MMX). */
function checkState(f: FunctionBuilder, cpu: Local, flags: Local): void {
  const cr0 = cell(cpu, cpuCell.cr0);
  const cr4 = cell(cpu, cpuCell.cr4);
  f.if(
    flags.and(vectorFlag.vex),
    () => {
      const disabled = cell(cpu, cpuCell.xcr0).and(vectorStates).ne(vectorStates);
      const unsaved = cr4.and(cr4Bit.osxsave).isZero();
      f.if(cr0.and(cr0Bit.pe).isZero().or(unsaved).or(disabled), () => fault(f, cpu, vector.ud));
    },
    () => {
      const unsaved = flags.and(vectorFlag.sse).ne(0).and(cr4.and(cr4Bit.osfxsr).isZero());
      f.if(cr0.and(cr0Bit.em).or(unsaved), () => fault(f, cpu, vector.ud));
    },
  );
  f.if(cr0.and(cr0Bit.ts), () => fault(f, cpu, vector.nm));
  const pending = cell(cpu, cpuCell.fstat).and(errorSummary);
  f.if(flags.and(vectorFlag.mmx).ne(0).and(pending.ne(0)), () => fault(f, cpu, vector.mf));
  f.return(1);
}

/** An MMX instruction makes all registers valid, the top of the stack 0 (SDM 3A 12.2). */
function enterMmx(f: FunctionBuilder, cpu: Local): void {
  f.store(4, cpu, cell(cpu, cpuCell.fstat).and(~topOfStack), cpuCell.fstat);
  f.store(4, cpu, i32(0xff), cpuCell.ftag);
}

/** Linear address of the record's memory operand; returns from the function if that faults. */
function operandAddress(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  record: Local,
  kind: Value,
  refuse: () => void,
): Local {
  const address = f.call(r.offsetOf, cpu, record);
  const whenMisaligned = (linear: Value, body: () => void): void => {
    const low = linear.low32().and(bytesOf(record).sub(1));
    f.if(flagsOf(record).and(vectorFlag.aligned).ne(0).and(low.ne(0)), body);
  };
  const generalProtection = (): void => {
    f.store(4, cpu, i32(vector.gp), cpuCell.faultVector);
    f.store(4, cpu, i32(0), cpuCell.faultCode);
  };
  f.if(load('i32', 1, record, recordField.flags).and(recordFlag.complex), () => {
    const at = load('i32', 2, record, recordField.segment);
    const linear = f.call(r.segmentAddress, cpu, at, address, kind);
    f.if(cell(cpu, cpuCell.faultVector).ne(noFault), () => {
      // Alignment is asked for before the limit, which would be #SS in the stack segment.
      const base = load('i64', 8, cpu.add(at), segmentCell.base);
      whenMisaligned(base.add(address), generalProtection);
      refuse();
    });
    f.set(address, linear);
  });
  whenMisaligned(address, () => {
    generalProtection();
    refuse();
  });
  return address;
}

/** Host address of guest memory, by the TLB or the slow way; 0 with the fault cells set. */
function hostAddress(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  record: Local,
  address: Local,
  kind: Local,
): Local {
  const entry = f.let(tlbSlot(cpu, address, cell(cpu, cpuCell.tlbUser)));
  const writes = kind.and(accessKind.write);
  const tag = select(writes, cell(entry, tlbEntry.write, 8), cell(entry, tlbEntry.read, 8));
  const last = address.add(bytesOf(record).sub(1).zeroExtend());
  const at = f.let(address.low32().add(cell(entry, tlbEntry.addend)));
  f.if(last.and(-4096).ne(tag), () => {
    const stack = load('i32', 1, record, recordField.flags).and(recordFlag.stack).shl(6);
    f.set(at, f.call(r.translate, cpu, address, kind.or(stack)));
  });
  return at;
}

/** The record's source in memory, zero-extended, in the scratch vector. */
function fetchSource(f: FunctionBuilder, scope: Scope, cpu: Local, record: Local): void {
  const kind = f.let(bytesOf(record));
  const address = operandAddress(f, scope, cpu, record, kind, () => f.return(0));
  const at = hostAddress(f, scope, cpu, record, address, kind);
  f.if(at.isZero(), () => f.return(0));
  const scratch = i32(vectorScratch);
  f.if(
    kind.geU(16),
    () => {
      f.storeVector(scratch, v128.load(at));
      f.if(kind.gtU(16), () => f.storeVector(scratch, v128.load(at, 16), upperHalf));
    },
    () => {
      const value = f.let(i64(0));
      for (const bytes of [1, 2, 4, 8] as const) {
        f.if(kind.eq(bytes), () => f.set(value, load('i64', bytes, at)));
      }
      f.storeVector(scratch, i64x2.replace(zeroVector, 0, value));
    },
  );
}

function begin(f: FunctionBuilder, scope: Scope, cpu: Local, record: Local): void {
  const flags = f.let(flagsOf(record));
  f.if(f.call(scope.routines.vectorState, cpu, flags).isZero(), () => f.return(0));
  const source = f.let(registerAt(cpu, record, recordField.b));
  f.if(flags.and(vectorFlag.source), () => {
    fetchSource(f, scope, cpu, record);
    f.set(source, i32(vectorScratch));
  });
  const toMemory = flags.and(vectorFlag.destination).ne(0);
  f.if(flags.and(vectorFlag.mmx).ne(0).and(toMemory.isZero()), () => enterMmx(f, cpu));
  f.return(source);
}

/** A store to memory; nothing has changed if it faults. */
function endInMemory(
  f: FunctionBuilder,
  scope: Scope,
  a: { cpu: Local; record: Local; flags: Local; low: Local; high: Local },
): void {
  const { cpu, record, low, high } = a;
  const bytes = f.let(bytesOf(record));
  const kind = f.let(bytes.or(accessKind.write));
  const refuse = (): void => f.return(outcome.fault);
  const address = operandAddress(f, scope, cpu, record, kind, refuse);
  const at = hostAddress(f, scope, cpu, record, address, kind);
  f.if(at.isZero(), refuse);
  f.if(
    bytes.geU(16),
    () => {
      f.storeVector(at, low);
      f.if(bytes.gtU(16), () => f.storeVector(at, high, 16));
    },
    () => {
      const value = f.let(i64x2.extract(low, 0));
      for (const size of [1, 2, 4, 8] as const)
        f.if(bytes.eq(size), () => f.store(size, at, value));
    },
  );
  f.if(at.eq(machineCell.scratch), () => f.run(scope.routines.commit, cpu));
  f.if(a.flags.and(vectorFlag.mmx), () => enterMmx(f, cpu));
  f.return(outcome.next);
}

function end(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  record: Local,
  low: Local,
  high: Local,
): void {
  const flags = f.let(flagsOf(record));
  f.if(flags.and(vectorFlag.destination), () =>
    endInMemory(f, scope, { cpu, record, flags, low, high }),
  );
  const at = f.let(registerAt(cpu, record, recordField.a));
  f.if(flags.and(vectorFlag.toGeneral | vectorFlag.toMmx), () => {
    f.store(8, at, i64x2.extract(low, 0));
    // Exponent and sign of the x87 register become ones (SDM 3A 12.2).
    f.if(flags.and(vectorFlag.toMmx), () => f.store(2, at, i32(0xffff), 8));
    f.return(outcome.next);
  });
  f.storeVector(at, low);
  // Without a VEX prefix the upper half stays as it is (SDM 1 14.1.1).
  f.if(flags.and(vectorFlag.vex), () => {
    const isWide = flags.and(vectorFlag.wide);
    f.storeVector(at, select(isWide, high, zeroVector), upperHalf);
  });
  f.return(outcome.next);
}

export function defineVectorRoutines(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.vectorState, checkState);
  module.define(r.vectorBegin, (f, cpu, record) => begin(f, scope, cpu, record));
  module.define(r.vectorEnd, (f, cpu, record, low, high) => end(f, scope, cpu, record, low, high));
}
