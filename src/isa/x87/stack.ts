/** The x87 register stack, and how an instruction begins and ends (SDM 1 8.1.2, 8.4, 8.5). */
import { cpuCell, recordField, segment, segmentCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import {
  FloatNumber,
  exception,
  floatCell,
  floatState,
  format,
  setFloatState,
  signal,
} from '../float/number.ts';
import { floatResult } from '../float/packing.ts';
import type { Scope } from '../routines/scope.ts';
import { vector } from '../vectors.ts';
import {
  beforehand,
  cr0Bit,
  exponentOf,
  isUsed,
  physical,
  registerAt,
  setStatus,
  significandOf,
  stackFault,
  statusBit,
  topShift,
} from './words.ts';

function fault(f: FunctionBuilder, cpu: Local, number: number): void {
  f.store(4, cpu, i32(number), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
  f.return(1);
}

/** (cpu). With CR0.NE clear a pending exception would be an interrupt from outside; it is not. */
function begin(f: FunctionBuilder, cpu: Local): void {
  const cr0 = f.let(cell(cpu, cpuCell.cr0));
  f.if(cr0.and(cr0Bit.em | cr0Bit.ts), () => fault(f, cpu, vector.nm));
  const isPending = cell(cpu, cpuCell.fstat).and(statusBit.summary);
  f.if(isPending.ne(0).and(cr0.and(cr0Bit.ne).ne(0)), () => fault(f, cpu, vector.mf));
  const control = f.let(cell(cpu, cpuCell.fctrl));
  setFloatState(f, 'rounding', control.shrU(10).and(3));
  setFloatState(f, 'masks', control.and(exception.all));
  setFloatState(f, 'precision', 64);
  setFloatState(f, 'x87', 1);
  for (const name of [
    'denormalsAreZeros',
    'flushToZero',
    'flags',
    'roundedUp',
    'stackFault',
  ] as const)
    setFloatState(f, name, 0);
  f.return(0);
}

/** (cpu, record, memory). */
function note(f: FunctionBuilder, scope: Scope, cpu: Local, record: Local, memory: Local): void {
  const offset = record.sub(cell(cpu, cpuCell.recordBase)).shrU(5);
  f.store(8, cpu, cell(cpu, cpuCell.ripPage, 8).add(offset.zeroExtend()), cpuCell.fip);
  f.store(4, cpu, cell(cpu, segment('cs') + segmentCell.selector), cpuCell.fcs);
  f.store(4, cpu, load('i32', 4, record, recordField.immediate).and(0x7ff), cpuCell.fop);
  f.if(memory, () => {
    f.store(8, cpu, f.call(scope.routines.offsetOf, cpu, record), cpuCell.fdp);
    const at = cpu.add(load('i32', 2, record, recordField.segment));
    f.store(4, cpu, load('i32', 4, at, segmentCell.selector), cpuCell.fds);
  });
}

/** (cpu, to, number). */
function unpack(f: FunctionBuilder, scope: Scope, cpu: Local, to: Local, number: Local): void {
  const register = f.let(physical(cpu, number));
  f.if(isUsed(cpu, register).isZero(), () => {
    setFloatState(f, 'stackFault', stackFault.underflow);
    new FloatNumber(f, to).becomeDefaultNan();
    f.return();
  });
  const [low, high] = [significandOf(cpu, register), exponentOf(cpu, register)];
  f.run(scope.routines.floatUnpack, to, i32(format.extended), low, high);
}

/** A stack fault is an invalid operation, and takes the place of any other exception. */
export function unlessStackFault(f: FunctionBuilder, compute: () => void): void {
  f.if(
    floatState('stackFault'),
    () => {
      signal(f, exception.invalid);
      new FloatNumber(f, floatCell.r).becomeDefaultNan();
    },
    compute,
  );
}

function commit(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const what = f.let(floatState('stackFault'));
  const c1 = floatState('roundedUp').or(what.eq(stackFault.overflow)).ne(0).mul(statusBit.c1);
  const stack = what.ne(0).mul(statusBit.stackFault);
  const others = cell(cpu, cpuCell.fstat).and(~statusBit.c1);
  setStatus(f, cpu, others.or(floatState('flags')).or(c1).or(stack));
  f.run(scope.routines.x87Summarise, cpu);
}

function summarise(f: FunctionBuilder, cpu: Local): void {
  const status = f.let(cell(cpu, cpuCell.fstat).and(~(statusBit.summary | statusBit.busy)));
  const unmasked = status.and(cell(cpu, cpuCell.fctrl).not()).and(exception.all);
  const both = statusBit.summary | statusBit.busy;
  setStatus(f, cpu, status.or(select(unmasked, i32(both), i32(0))));
}

/** (cpu, exceptions). */
function refused(f: FunctionBuilder, scope: Scope, cpu: Local, exceptions: Local): void {
  const early = f.let(floatState('flags').and(exceptions));
  f.if(early.and(floatState('masks').not()).isZero(), () => f.return(0));
  setFloatState(f, 'flags', floatState('flags').and(beforehand));
  setFloatState(f, 'roundedUp', 0);
  f.run(scope.routines.x87Commit, cpu);
  f.return(1);
}

const setTag = (f: FunctionBuilder, cpu: Local, register: Value, used: boolean): void => {
  const tags = cell(cpu, cpuCell.ftag);
  const bit = i32(1).shl(register);
  f.store(4, cpu, used ? tags.or(bit) : tags.and(bit.not()), cpuCell.ftag);
};

export const free = (f: FunctionBuilder, cpu: Local, register: Value): void =>
  setTag(f, cpu, register, false);

/** The result, as it is, becomes a physical register. */
function put(f: FunctionBuilder, cpu: Local, register: Local): void {
  const at = f.let(registerAt(cpu, register));
  f.store(8, at, floatResult(), cpuCell.x87);
  f.store(2, at, floatState('resultHigh'), cpuCell.x87 + 8);
  setTag(f, cpu, register, true);
}

/** Moves TOP by an i32. */
export function turn(f: FunctionBuilder, cpu: Local, by: number): void {
  const status = f.let(cell(cpu, cpuCell.fstat));
  const top = status.shrU(topShift).add(by).and(7).shl(topShift);
  setStatus(f, cpu, status.and(~(7 << topShift)).or(top));
}

/** What a register holds that an instruction wanted and did not find. */
export function becomeDefaultResult(f: FunctionBuilder): void {
  signal(f, exception.invalid);
  f.store(8, i32(0), i64(3n << 62n), floatCell.result);
  setFloatState(f, 'resultHigh', 0xffff);
}

function copy(f: FunctionBuilder, cpu: Local, number: Local): void {
  const register = f.let(physical(cpu, number));
  f.store(8, i32(0), significandOf(cpu, register), floatCell.result);
  setFloatState(f, 'resultHigh', exponentOf(cpu, register));
  f.if(isUsed(cpu, register).isZero(), () => {
    setFloatState(f, 'stackFault', stackFault.underflow);
    becomeDefaultResult(f);
  });
}

/** (cpu, number): an empty register takes part as a NaN. */
function exchange(f: FunctionBuilder, { routines: r }: Scope, cpu: Local, number: Local): void {
  f.run(r.x87Copy, cpu, number);
  const low = f.let(floatResult());
  const high = f.let(floatState('resultHigh'));
  f.run(r.x87Copy, cpu, i32(0));
  f.if(f.call(r.x87Refused, cpu, i32(beforehand)), () => f.return());
  f.run(r.x87Put, cpu, number);
  f.store(8, i32(0), low, floatCell.result);
  setFloatState(f, 'resultHigh', high);
  f.run(r.x87Put, cpu, i32(0));
  f.run(r.x87Commit, cpu);
}

const occupiedOnTop = (cpu: Local): Value => isUsed(cpu, physical(cpu, i32(7)));

export function defineX87Stack(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.x87Begin, (f, cpu) => begin(f, cpu));
  module.define(r.x87Note, (f, cpu, record, memory) => note(f, scope, cpu, record, memory));
  module.define(r.x87Unpack, (f, cpu, to, number) => unpack(f, scope, cpu, to, number));
  module.define(r.x87Refused, (f, cpu, exceptions) => refused(f, scope, cpu, exceptions));
  module.define(r.x87Commit, (f, cpu) => commit(f, scope, cpu));
  module.define(r.x87Summarise, (f, cpu) => summarise(f, cpu));
  module.define(r.x87Put, (f, cpu, number) => put(f, cpu, f.let(physical(cpu, number))));
  module.define(r.x87Pop, (f, cpu) => {
    free(f, cpu, f.let(physical(cpu, i32(0))));
    turn(f, cpu, 1);
  });
  module.define(r.x87Result, (f, cpu, number, pops) => {
    f.if(f.call(r.x87Refused, cpu, i32(beforehand)), () => f.return(0));
    f.run(r.floatRound, i32(format.extended));
    f.run(r.x87Put, cpu, number);
    f.run(r.x87Commit, cpu);
    f.if(pops, () => f.run(r.x87Pop, cpu));
    f.return(1);
  });
  module.define(r.x87Room, (f, cpu) => {
    f.if(occupiedOnTop(cpu), () => setFloatState(f, 'stackFault', stackFault.overflow));
  });
  module.define(r.x87Push, (f, cpu) => {
    f.run(r.floatRound, i32(format.extended));
    f.return(f.call(r.x87PushResult, cpu));
  });
  module.define(r.x87PushResult, (f, cpu) => {
    f.if(floatState('stackFault'), () => becomeDefaultResult(f));
    // A denormal number is loaded, whether or not that is an exception.
    f.if(f.call(r.x87Refused, cpu, i32(exception.invalid)), () => f.return(0));
    turn(f, cpu, -1);
    f.run(r.x87Put, cpu, i32(0));
    f.run(r.x87Commit, cpu);
    f.return(1);
  });
  module.define(r.x87Copy, (f, cpu, number) => copy(f, cpu, number));
  module.define(r.x87Exchange, (f, cpu, number) => exchange(f, scope, cpu, number));
}
