/** x87 loads, stores, constants and moves between registers (SDM 1 8.3.3, 8.3.4). */
import { accessKind } from '../../memory/access.ts';
import type { Local } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import {
  FloatNumber,
  floatCell,
  floatState,
  format,
  rounding,
  setFloatState,
} from '../float/number.ts';
import { floatResult } from '../float/packing.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { MemoryKind } from '../x87/meaning.ts';
import { loadExtended, loadMemory, stackNumber, x87 } from '../x87/meaning.ts';
import { becomeDefaultResult, free, turn, unlessStackFault } from '../x87/stack.ts';
import { beforehand, isUsed, physical, setCondition, statusBit } from '../x87/words.ts';

/** Pushes what `compute` leaves in r, if there is room. */
const push = (name: string, compute: (x: Context) => void): Meaning =>
  x87(name, (x) => {
    x.f.run(x.routines.x87Room, x.cpu);
    compute(x);
    x.f.call(x.routines.x87Push, x.cpu);
  });

const load = (name: string, kind: MemoryKind): Meaning =>
  push(name, (x) => {
    loadMemory(x, kind, floatCell.a);
    unlessStackFault(x.f, () => x.f.run(x.routines.floatConvert));
  });

/** FLD of 80 bits, and of a register, looks at nothing. */
const loadAsItIs = (name: string, read: (x: Context) => void): Meaning =>
  x87(name, (x) => {
    read(x);
    x.f.if(floatState('stackFault').isZero(), () => x.f.run(x.routines.x87Room, x.cpu));
    x.f.call(x.routines.x87PushResult, x.cpu);
  });

interface Constant {
  readonly exponent: number;
  /** Its significand cut off at 64 bits. */
  readonly significand: bigint;
  /** Whether the next 64-bit significand above is nearer. */
  readonly nearerAbove: boolean;
}

/** Constants are rounded as the control word says, and nobody hears of it (SDM 2A FLDPI). */
// prettier-ignore
const constants: Readonly<Record<string, Constant>> = {
  fldl2t: { exponent: 1,  significand: 0xd49a784bcd1b8afen, nearerAbove: false },
  fldl2e: { exponent: 0,  significand: 0xb8aa3b295c17f0bbn, nearerAbove: true },
  fldpi:  { exponent: 1,  significand: 0xc90fdaa22168c234n, nearerAbove: true },
  fldlg2: { exponent: -2, significand: 0x9a209a84fbcff798n, nearerAbove: true },
  fldln2: { exponent: -1, significand: 0xb17217f7d1cf79abn, nearerAbove: true },
};

function setNumber(x: Context, exponent: number, significand: bigint): FloatNumber {
  const r = new FloatNumber(x.f, floatCell.r);
  r.become('finite', 0);
  r.set('exponent', exponent);
  r.set('high', significand);
  r.set('low', 0);
  return r;
}

const loadConstant = (name: string): Meaning =>
  push(name, (x) => {
    const constant = constants[name];
    unlessStackFault(x.f, () => {
      if (constant === undefined) {
        if (name === 'fldz') new FloatNumber(x.f, floatCell.r).become('zero', 0);
        else setNumber(x, 0, 1n << 63n);
        return;
      }
      const r = setNumber(x, constant.exponent, constant.significand);
      const above = i64(constant.significand + 1n);
      const mode = floatState('rounding');
      const isUp = mode.eq(rounding.up);
      const goesUp = constant.nearerAbove ? isUp.or(mode.eq(rounding.nearest)) : isUp;
      r.set('high', select(goesUp, above, constant.significand));
    });
  });

/** Writes the result to memory and pops, if `compute` answers that it may. */
const store = (
  name: string,
  how: { bytes: 2 | 4 | 8 | 10; pops: number },
  compute: (x: Context) => Local,
): Meaning =>
  x87(name, (x) => {
    const { f } = x;
    const { bytes } = how;
    const at = x.translate(x.address(bytes, accessKind.write), bytes, accessKind.write);
    f.if(compute(x), () => {
      f.store(bytes === 10 ? 8 : bytes, at, floatResult());
      if (bytes === 10) f.store(2, at, floatState('resultHigh'), 8);
      x.commit(at);
      if (how.pops > 0) f.run(x.routines.x87Pop, x.cpu);
    });
  });

const storeReal = (name: string, which: 'single' | 'double', pops: number): Meaning =>
  store(name, { bytes: which === 'single' ? 4 : 8, pops }, (x) =>
    x.f.call(x.routines.x87StoreReal, x.cpu, i32(format[which])),
  );

const storeInteger = (
  name: string,
  bytes: 2 | 4 | 8,
  how: { pops: number; cut?: boolean },
): Meaning =>
  store(name, { bytes, pops: how.pops }, (x) => {
    if (how.cut === true) setFloatState(x.f, 'rounding', rounding.zero);
    return x.f.call(x.routines.x87StoreInteger, x.cpu, i32(bytes * 8));
  });

/** Copies ST(0), or what stands for it; answers 0 if that is forbidden. */
function copyTop(x: Context): Local {
  const { f, routines: r } = x;
  f.run(r.x87Copy, x.cpu, i32(0));
  const isAllowed = f.let(f.call(r.x87Refused, x.cpu, i32(beforehand)).isZero());
  f.if(isAllowed, () => f.run(r.x87Commit, x.cpu));
  return isAllowed;
}

const storeExtended = store('fstpExtended', { bytes: 10, pops: 1 }, copyTop);

const storeDecimal = store('fbstp', { bytes: 10, pops: 1 }, (x) =>
  x.f.call(x.routines.x87StoreDecimal, x.cpu),
);

const loadDecimal = push('fbld', (x) => {
  loadExtended(x);
  unlessStackFault(x.f, () => x.f.run(x.routines.x87LoadDecimal));
});

const storeStack = (name: string, pops: number): Meaning =>
  x87(name, (x) => {
    const number = stackNumber(x);
    x.f.if(copyTop(x), () => {
      x.f.run(x.routines.x87Put, x.cpu, number);
      if (pops > 0) x.f.run(x.routines.x87Pop, x.cpu);
    });
  });

/** FSTP in a place where an empty ST(0) is no fault, and not stored. */
const storeUnchecked = x87('fstpnce', (x) => {
  const { f, routines: r } = x;
  const number = stackNumber(x);
  const register = f.let(physical(x.cpu, i32(0)));
  f.if(isUsed(x.cpu, register), () => {
    f.run(r.x87Copy, x.cpu, i32(0));
    f.run(r.x87Put, x.cpu, number);
  });
  f.run(r.x87Pop, x.cpu);
  clearC1(x);
});

const exchange = x87('fxch', (x) => x.f.run(x.routines.x87Exchange, x.cpu, stackNumber(x)));

/** FCMOVcc: both registers have to be there, whether or not it moves. */
const moveIf = (name: string, condition: number): Meaning =>
  x87(name, (x) => {
    const { f, routines: r } = x;
    const number = stackNumber(x);
    const chosen = f.let(select(f.call(r.condition, x.cpu, i32(condition)), number, i32(0)));
    f.run(r.x87Copy, x.cpu, number.sub(chosen));
    f.run(r.x87Copy, x.cpu, chosen);
    f.if(floatState('stackFault'), () => becomeDefaultResult(f));
    f.if(f.call(r.x87Refused, x.cpu, i32(beforehand)).isZero(), () => {
      f.run(r.x87Put, x.cpu, i32(0));
      f.if(floatState('stackFault'), () => f.run(r.x87Commit, x.cpu));
    });
  });

const clearC1 = (x: Context): void => setCondition(x.f, x.cpu, statusBit.c1, i32(0));

const moveTop = (name: string, by: 1 | -1): Meaning =>
  x87(name, (x) => {
    turn(x.f, x.cpu, by);
    clearC1(x);
  });

const freeRegister = (name: string, pops: boolean): Meaning =>
  x87(name, (x) => {
    free(x.f, x.cpu, x.f.let(physical(x.cpu, stackNumber(x))));
    if (pops) x.f.run(x.routines.x87Pop, x.cpu);
    clearC1(x);
  });

const noOperation = x87('fnop', () => undefined);

// prettier-ignore
export const x87Move: readonly Row[] = [
  ...rows(load('fldSingle', 'single'), 'D9 /0 Md ; any @fpu'),
  ...rows(load('fldDouble', 'double'), 'DD /0 Mq ; any @fpu'),
  ...rows(load('fildWord', 'word'), 'DF /0 Mw ; any @fpu'),
  ...rows(load('fildDword', 'doubleword'), 'DB /0 Md ; any @fpu'),
  ...rows(load('fildQword', 'quadword'), 'DF /5 Mq ; any @fpu'),
  ...rows(loadAsItIs('fldExtended', loadExtended), 'DB /5 M ; any @fpu'),
  ...rows(loadAsItIs('fld', (x) => x.f.run(x.routines.x87Copy, x.cpu, stackNumber(x))), 'D9 C0+r F ; any @fpu'),
  ...rows(loadConstant('fld1'), 'D9 E8 ; any @fpu'),
  ...rows(loadConstant('fldl2t'), 'D9 E9 ; any @fpu'),
  ...rows(loadConstant('fldl2e'), 'D9 EA ; any @fpu'),
  ...rows(loadConstant('fldpi'), 'D9 EB ; any @fpu'),
  ...rows(loadConstant('fldlg2'), 'D9 EC ; any @fpu'),
  ...rows(loadConstant('fldln2'), 'D9 ED ; any @fpu'),
  ...rows(loadConstant('fldz'), 'D9 EE ; any @fpu'),
  ...rows(storeReal('fstSingle', 'single', 0), 'D9 /2 Md ; any @fpu'),
  ...rows(storeReal('fstpSingle', 'single', 1), 'D9 /3 Md ; any @fpu'),
  ...rows(storeReal('fstDouble', 'double', 0), 'DD /2 Mq ; any @fpu'),
  ...rows(storeReal('fstpDouble', 'double', 1), 'DD /3 Mq ; any @fpu'),
  ...rows(storeExtended, 'DB /7 M ; any @fpu'),
  ...rows(storeInteger('fistWord', 2, { pops: 0 }), 'DF /2 Mw ; any @fpu'),
  ...rows(storeInteger('fistpWord', 2, { pops: 1 }), 'DF /3 Mw ; any @fpu'),
  ...rows(storeInteger('fistDword', 4, { pops: 0 }), 'DB /2 Md ; any @fpu'),
  ...rows(storeInteger('fistpDword', 4, { pops: 1 }), 'DB /3 Md ; any @fpu'),
  ...rows(storeInteger('fistpQword', 8, { pops: 1 }), 'DF /7 Mq ; any @fpu'),
  ...rows(storeInteger('fisttpWord', 2, { pops: 1, cut: true }), 'DF /1 Mw ; any @fpu'),
  ...rows(storeInteger('fisttpDword', 4, { pops: 1, cut: true }), 'DB /1 Md ; any @fpu'),
  ...rows(storeInteger('fisttpQword', 8, { pops: 1, cut: true }), 'DD /1 Mq ; any @fpu'),
  ...rows(loadDecimal, 'DF /4 M ; any @fpu'),
  ...rows(storeDecimal, 'DF /6 M ; any @fpu'),
  ...rows(storeStack('fst', 0), 'DD D0+r F ; any @fpu'),
  ...rows(storeStack('fstp', 1), 'DD D8+r F ; any @fpu', 'DF D0+r F ; any @fpu', 'DF D8+r F ; any @fpu'),
  ...rows(storeUnchecked, 'D9 D8+r F ; any @fpu'),
  ...rows(exchange, 'D9 C8+r F ; any @fpu', 'DD C8+r F ; any @fpu', 'DF C8+r F ; any @fpu'),
  ...rows(moveIf('fcmovb', 2), 'DA C0+r F ; any @cmov'),
  ...rows(moveIf('fcmove', 4), 'DA C8+r F ; any @cmov'),
  ...rows(moveIf('fcmovbe', 6), 'DA D0+r F ; any @cmov'),
  ...rows(moveIf('fcmovu', 10), 'DA D8+r F ; any @cmov'),
  ...rows(moveIf('fcmovnb', 3), 'DB C0+r F ; any @cmov'),
  ...rows(moveIf('fcmovne', 5), 'DB C8+r F ; any @cmov'),
  ...rows(moveIf('fcmovnbe', 7), 'DB D0+r F ; any @cmov'),
  ...rows(moveIf('fcmovnu', 11), 'DB D8+r F ; any @cmov'),
  ...rows(moveTop('fdecstp', -1), 'D9 F6 ; any @fpu'),
  ...rows(moveTop('fincstp', 1), 'D9 F7 ; any @fpu'),
  ...rows(freeRegister('ffree', false), 'DD C0+r F ; any @fpu'),
  ...rows(freeRegister('ffreep', true), 'DF C0+r F ; any @fpu'),
  ...rows(noOperation, 'D9 D0 ; any @fpu'),
];
