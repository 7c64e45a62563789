/** Logical to linear addresses where segments matter (SDM 3A 3.4, 5.3), and the legacy stack. */
import { accessBytesMask, accessKind } from '../../memory/access.ts';
import {
  cpuCell,
  machineCell,
  recordField,
  recordFlag,
  segment,
  segmentCell,
} from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import type { Scope } from './scope.ts';

/** Attribute bits of a segment cell: descriptor bits 40 to 47, then 52 to 55. */
// prettier-ignore
export const attribute = {
  writable: 2, expandDown: 4, code: 8, notSystem: 0x10, dpl: 0x60, present: 0x80, long: 0x200,
  big: 0x400, granularity: 0x800,
} as const;

/** How many steps of `mode` are 64-bit code. */
export const mode64 = 2;

export const isMode64 = (cpu: Value): Value => cell(cpu, cpuCell.mode).eq(mode64);

/** The offset part of a record's memory operand, wrapped to its address size. */
function offsetOf(f: FunctionBuilder, cpu: Local, record: Local): void {
  const register = (field: number): Value =>
    load('i64', 8, cpu.add(load('i32', 2, record, field)), cpuCell.registers);
  const scale = load('i32', 1, record, recordField.scale).zeroExtend();
  const displacement = cell(record, recordField.displacement).signExtend();
  const sum = register(recordField.base).add(register(recordField.index).shl(scale));
  const offset = f.let(sum.add(displacement));
  const flags = load('i32', 1, record, recordField.flags);
  f.if(flags.and(recordFlag.absolute), () => f.set(offset, cell(record, recordField.immediate, 8)));
  f.if(flags.and(recordFlag.address32), () => f.set(offset, offset.and(0xffffffffn)));
  f.if(flags.and(recordFlag.address16), () => f.set(offset, offset.and(0xffff)));
  f.return(offset, 'i64');
}

function fault(f: FunctionBuilder, cpu: Local, stack: Value): void {
  f.store(4, cpu, select(stack, i32(vector.ss), i32(vector.gp)), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
  f.return(0, 'i64');
}

/**
 * (cpu, segment cell, offset, kind). In 64-bit code only the bases of FS and GS count; in other
 * code the limit and the access rights of the segment do as well (SDM 3A 5.3, 5.4, 5.5).
 */
function segmentAddress(
  f: FunctionBuilder,
  cpu: Local,
  at: Local,
  offset: Local,
  kind: Local,
): void {
  const cellOf = (part: number): Value => load('i32', 4, cpu.add(at), part);
  const base = load('i64', 8, cpu.add(at), segmentCell.base);
  f.if(isMode64(cpu), () => {
    const based = at.eq(segment('fs')).or(at.eq(segment('gs')));
    f.return(select(based, base.add(offset), offset), 'i64');
  });
  const stack = f.let(at.eq(segment('ss')));
  const attributes = f.let(cellOf(segmentCell.attributes));
  f.if(attributes.and(attribute.present).isZero(), () => fault(f, cpu, stack));
  const code = attributes.and(attribute.code);
  const writable = attributes.and(attribute.writable).and(code.isZero().shl(1));
  const writes = kind.and(accessKind.write);
  // Code may be read only if its descriptor says so, and never written.
  const unreadable = code.ne(0).and(attributes.and(attribute.writable).isZero());
  f.if(select(writes, writable.isZero(), unreadable), () => fault(f, cpu, stack));
  const last = f.let(offset.add(kind.and(accessBytesMask).sub(1).zeroExtend()));
  const limit = f.let(cellOf(segmentCell.limit).zeroExtend());
  const down = attributes.and(attribute.expandDown).and(code.isZero().shl(2));
  f.if(
    down,
    () => {
      const top = select(attributes.and(attribute.big), i64(0xffffffffn), i64(0xffff));
      f.if(offset.leU(limit).or(last.gtU(top)), () => fault(f, cpu, stack));
    },
    () => {
      f.if(last.gtU(limit), () => fault(f, cpu, stack));
    },
  );
  f.return(base.add(offset).and(0xffffffffn), 'i64');
}

/** The stack pointer's mask: all of it in 64-bit code, else SS.B says whether 16 or 32 bits count. */
export const stackMask = (cpu: Value): Value => {
  const big = load('i32', 4, cpu, segment('ss') + segmentCell.attributes).and(attribute.big);
  return select(isMode64(cpu), i64(-1), select(big, i64(0xffffffffn), i64(0xffff)));
};

/** Moves the stack pointer, of which a stack of 16 bits keeps the upper part. */
export function setStackPointer(f: FunctionBuilder, cpu: Local, value: Value): void {
  const mask = stackMask(cpu);
  const rsp = cell(cpu, cpuCell.rsp, 8);
  const kept = select(mask.eq(0xffff), rsp.and(~0xffff), i64(0));
  f.store(8, cpu, kept.or(value.and(mask)), cpuCell.rsp);
}

/** Host address of `bytes` at an offset in the stack segment; 0 with the fault cells set. */
function stackAddress(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  offset: Value,
  kind: Value,
): Local {
  const { routines: r } = scope;
  const linear = f.call(r.segmentAddress, cpu, i32(segment('ss')), offset, kind);
  const at = f.let(i32(0));
  f.if(cell(cpu, cpuCell.faultVector).ltS(0), () => {
    f.set(at, f.call(r.translate, cpu, linear, kind.or(accessKind.stack)));
  });
  return at;
}

/** (cpu, value, bytes): 1, or 0 with the fault cells set. */
function pushLegacy(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  value: Local,
  bytes: Local,
): void {
  const offset = f.let(cell(cpu, cpuCell.rsp, 8).sub(bytes.zeroExtend()).and(stackMask(cpu)));
  const at = stackAddress(f, scope, cpu, offset, bytes.or(accessKind.write));
  f.if(at.isZero(), () => f.return(0));
  f.if(
    bytes.eq(2),
    () => f.store(2, at, value),
    () => {
      f.if(
        bytes.eq(4),
        () => f.store(4, at, value),
        () => f.store(8, at, value),
      );
    },
  );
  f.if(at.eq(machineCell.scratch), () => f.run(scope.routines.commit, cpu));
  setStackPointer(f, cpu, offset);
  f.return(1);
}

/** (cpu, bytes): the value; the fault cells say whether it could be read. */
function popLegacy(f: FunctionBuilder, scope: Scope, cpu: Local, bytes: Local): void {
  const offset = f.let(cell(cpu, cpuCell.rsp, 8).and(stackMask(cpu)));
  const at = stackAddress(f, scope, cpu, offset, bytes);
  f.if(at.isZero(), () => f.return(0, 'i64'));
  const value = f.let(load('i64', 2, at));
  f.if(bytes.eq(4), () => f.set(value, load('i64', 4, at)));
  f.if(bytes.eq(8), () => f.set(value, load('i64', 8, at)));
  setStackPointer(f, cpu, offset.add(bytes.zeroExtend()));
  f.return(value, 'i64');
}

/** (cpu, record, offset, kind): for operands that are accessed piece by piece. */
function memberAddress(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  record: Local,
  offset: Local,
  kind: Local,
): void {
  const at = load('i32', 2, record, recordField.segment);
  const narrow = load('i32', 1, record, recordField.flags).and(recordFlag.address32);
  const isWide = isMode64(cpu).and(narrow.isZero());
  const wrapped = select(isWide, offset, offset.and(0xffffffffn));
  const linear = f.call(r.segmentAddress, cpu, at, wrapped, kind);
  f.if(cell(cpu, cpuCell.faultVector).geS(0), () => f.return(0));
  const stack = load('i32', 1, record, recordField.flags).and(recordFlag.stack).shl(6);
  f.return(f.call(r.translate, cpu, linear, kind.or(stack)));
}

export function defineAddressRoutines(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.offsetOf, (f, cpu, record) => offsetOf(f, cpu, record));
  module.define(r.segmentAddress, (f, cpu, at, offset, kind) =>
    segmentAddress(f, cpu, at, offset, kind),
  );
  module.define(r.complexAddress, (f, cpu, record, kind) => {
    const offset = f.call(r.offsetOf, cpu, record);
    const at = load('i32', 2, record, recordField.segment);
    f.return(f.call(r.segmentAddress, cpu, at, offset, kind), 'i64');
  });
  module.define(r.memberAddress, (f, cpu, record, offset, kind) =>
    memberAddress(f, scope, cpu, record, offset, kind),
  );
  module.define(r.pushLegacy, (f, cpu, value, bytes) => pushLegacy(f, scope, cpu, value, bytes));
  module.define(r.setStackPointer, (f, cpu, value) => setStackPointer(f, cpu, value));
  module.define(r.popLegacy, (f, cpu, bytes) => popLegacy(f, scope, cpu, bytes));
}
