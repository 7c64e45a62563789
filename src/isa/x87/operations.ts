/** What x87 instructions compute from ST(0): arithmetic, comparisons, values to store (SDM 1 8.3). */
import { cpuCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { arithmeticFlags } from '../flags.ts';
import { relation } from '../float/comparison.ts';
import {
  FloatNumber,
  exception,
  floatCell,
  floatState,
  setFloatState,
  signal,
} from '../float/number.ts';
import type { Scope } from '../routines/scope.ts';
import { unlessStackFault } from './stack.ts';
import { beforehand, conditionCode, setCondition, statusBit } from './words.ts';

/** Precision control: results keep 24, 53 or 64 bits (SDM 1 8.1.5.2). */
export function takePrecision(f: FunctionBuilder, cpu: Local): void {
  const control = f.let(cell(cpu, cpuCell.fctrl).shrU(8).and(3));
  const wide = select(control.eq(2), i32(53), i32(64));
  setFloatState(f, 'precision', select(control, wide, i32(24)));
}

/** The condition code for a relation (SDM 2A table 3-21), in the places of the status word. */
const codeOf = (outcome: Local): Value => {
  const bit = (which: number, code: number): Value => select(outcome.and(which), i32(code), i32(0));
  return bit(relation.less | relation.unordered, statusBit.c0)
    .or(bit(relation.unordered, statusBit.c2))
    .or(bit(relation.equal | relation.unordered, statusBit.c3));
};

/** (cpu, quiet, where). The outcome is told even where an exception forbids to pop. */
function compare(f: FunctionBuilder, scope: Scope, cpu: Local, quiet: Local, where: Local): void {
  const { routines: r } = scope;
  f.run(r.x87Unpack, cpu, i32(floatCell.a), i32(0));
  const outcome = f.let(i32(relation.unordered));
  unlessStackFault(f, () => f.set(outcome, f.call(r.floatCompare, quiet)));
  const c1 = f.let(cell(cpu, cpuCell.fstat).and(statusBit.c1));
  const isRefused = f.call(r.x87Refused, cpu, i32(beforehand));
  f.if(isRefused.isZero(), () => f.run(r.x87Commit, cpu));
  // What compares into RFLAGS leaves C1 alone, if the stack was in order.
  f.if(where.ne(0).and(floatState('stackFault').isZero()), () =>
    setCondition(f, cpu, statusBit.c1, c1),
  );
  const code = f.let(codeOf(outcome));
  f.if(
    where,
    () => {
      // C0, C2 and C3 stand eight bits above CF, PF and ZF.
      const others = f.call(r.readFlags, cpu).and(~arithmeticFlags);
      f.run(r.writeFlags, cpu, others.or(code.shrU(8)));
    },
    () => setCondition(f, cpu, conditionCode, code),
  );
  f.return(isRefused.isZero());
}

const setResult = (f: FunctionBuilder, value: Value): void =>
  f.store(8, i32(0), value, floatCell.result);

/**
 * (cpu, format). That the number is denormal is nothing to a store, and one that is not made, for
 * it does not fit, says nothing about precision.
 */
function storeReal(f: FunctionBuilder, scope: Scope, cpu: Local, format: Local): void {
  const { routines: r } = scope;
  f.run(r.x87Unpack, cpu, i32(floatCell.a), i32(0));
  new FloatNumber(f, floatCell.a).set('denormal', 0);
  unlessStackFault(f, () => f.run(r.floatConvert));
  f.if(f.call(r.x87Refused, cpu, i32(beforehand)), () => f.return(0));
  f.run(r.floatRound, format);
  const outOfRange = exception.overflow | exception.underflow;
  const isKept = f.let(floatState('flags').and(floatState('masks').not()).and(outOfRange));
  f.if(isKept, () => {
    setFloatState(f, 'flags', floatState('flags').and(~exception.precision));
    setFloatState(f, 'roundedUp', 0);
  });
  f.run(r.x87Commit, cpu);
  f.return(isKept.isZero());
}

/** (cpu, bits). */
function storeInteger(f: FunctionBuilder, scope: Scope, cpu: Local, bits: Local): void {
  const { routines: r } = scope;
  f.run(r.x87Unpack, cpu, i32(floatCell.a), i32(0));
  setResult(f, i64(-1).shl(bits.sub(1).zeroExtend()));
  f.if(
    floatState('stackFault'),
    () => signal(f, exception.invalid),
    () => setResult(f, f.call(r.floatToInteger, bits)),
  );
  f.if(f.call(r.x87Refused, cpu, i32(beforehand)), () => f.return(0));
  f.run(r.x87Commit, cpu);
  f.return(1);
}

export function defineX87Operations(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.x87Arithmetic, (f, cpu, operation) => {
    takePrecision(f, cpu);
    f.run(r.x87Unpack, cpu, i32(floatCell.a), i32(0));
    unlessStackFault(f, () => f.run(r.floatArithmetic, operation));
  });
  module.define(r.x87Compare, (f, cpu, quiet, where) => compare(f, scope, cpu, quiet, where));
  module.define(r.x87StoreReal, (f, cpu, format) => storeReal(f, scope, cpu, format));
  module.define(r.x87StoreInteger, (f, cpu, bits) => storeInteger(f, scope, cpu, bits));
}
