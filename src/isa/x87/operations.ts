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
import { floatResult } from '../float/packing.ts';
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

const digits = 18;
const decimalEnd = 10n ** BigInt(digits);
/** The packed decimal indefinite: its low 64 bits, and its last two bytes (SDM 1 table 4-4). */
const decimalIndefinite = { low: 0xc000000000000000n, high: 0xffff } as const;

function becomeIndefinite(f: FunctionBuilder): void {
  setFloatState(f, 'flags', floatState('flags').and(~exception.precision).or(exception.invalid));
  setFloatState(f, 'roundedUp', 0);
  setResult(f, i64(decimalIndefinite.low));
  setFloatState(f, 'resultHigh', decimalIndefinite.high);
}

/** The digits of an integer below 10^18, four bits each. */
function packDigits(f: FunctionBuilder, integer: Local, sign: Value): void {
  const low = f.let(i64(0));
  const high = f.let(i64(0));
  const left = f.let(i32(digits));
  f.while(left, () => {
    f.set(low, low.shrU(4).or(high.shl(60)));
    f.set(high, high.shrU(4).or(integer.remU(10).shl(4)));
    f.set(integer, integer.divU(10));
    f.set(left, left.sub(1));
  });
  setResult(f, low);
  setFloatState(f, 'resultHigh', high.low32().or(sign.shl(15)));
}

/** (cpu). */
function storeDecimal(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const { routines: r } = scope;
  f.run(r.x87Unpack, cpu, i32(floatCell.a), i32(0));
  const sign = f.let(new FloatNumber(f, floatCell.a).get('sign'));
  f.if(
    floatState('stackFault'),
    () => becomeIndefinite(f),
    () => {
      const integer = f.let(f.call(r.floatToInteger, i32(64)));
      f.if(sign, () => f.set(integer, integer.negate()));
      f.if(
        integer.geU(decimalEnd),
        () => becomeIndefinite(f),
        () => packDigits(f, integer, sign),
      );
    },
  );
  f.if(f.call(r.x87Refused, cpu, i32(beforehand)), () => f.return(0));
  f.run(r.x87Commit, cpu);
  f.return(1);
}

/** (): the result, as packed decimal, taken apart into r: always exact. */
function loadDecimal(f: FunctionBuilder, { routines: r }: Scope): void {
  const low = f.let(floatResult());
  const high = f.let(floatState('resultHigh'));
  const integer = f.let(i64(0));
  const left = f.let(i32(digits));
  const upper = f.let(high.zeroExtend());
  f.while(left, () => {
    // The upper two digits first, then those from the top of the lower 64 bits.
    const digit = f.let(select(left.gtU(16), upper.shrU(4), low.shrU(60)).and(15));
    f.if(
      left.gtU(16),
      () => f.set(upper, upper.shl(4)),
      () => f.set(low, low.shl(4)),
    );
    f.set(integer, integer.mul(10).add(digit));
    f.set(left, left.sub(1));
  });
  f.run(r.floatFromInteger, i32(floatCell.r), integer);
  new FloatNumber(f, floatCell.r).set('sign', high.shrU(15).and(1));
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
  module.define(r.x87StoreDecimal, (f, cpu) => storeDecimal(f, scope, cpu));
  module.define(r.x87LoadDecimal, (f) => loadDecimal(f, scope));
}
