/** x87 arithmetic and comparison (SDM 1 8.3.5, 8.3.6). */
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { FloatNumber, floatCell, floatState } from '../float/number.ts';
import { remainderBit } from '../float/remainder.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { MemoryKind } from '../x87/meaning.ts';
import { loadMemory, secondIsZero, stackNumber, takeApart, x87 } from '../x87/meaning.ts';
import { takePrecision } from '../x87/operations.ts';
import { unlessStackFault } from '../x87/stack.ts';
import {
  beforehand,
  conditionCode,
  exponentOf,
  isUsed,
  physical,
  setCondition,
  significandOf,
  statusBit,
} from '../x87/words.ts';

/** Names by their number in the opcode. With ST(i) as destination, 4 and 5, 6 and 7 are swapped. */
const names: Readonly<Record<number, readonly [string, string]>> = {
  0: ['fadd', 'fadd'],
  1: ['fmul', 'fmul'],
  4: ['fsub', 'fsubr'],
  5: ['fsubr', 'fsub'],
  6: ['fdiv', 'fdivr'],
  7: ['fdivr', 'fdiv'],
};

const arithmeticMemory = (name: string, operation: number, kind: MemoryKind): Meaning =>
  x87(name, (x) => {
    loadMemory(x, kind, floatCell.b);
    x.f.run(x.routines.x87Arithmetic, x.cpu, i32(operation));
    x.f.call(x.routines.x87Result, x.cpu, i32(0), i32(0));
  });

const arithmeticStack = (
  name: string,
  operation: number,
  how: { toTop: boolean; pops: number },
): Meaning =>
  x87(name, (x) => {
    const number = stackNumber(x);
    takeApart(x, floatCell.b, number);
    x.f.run(x.routines.x87Arithmetic, x.cpu, i32(operation));
    x.f.call(x.routines.x87Result, x.cpu, how.toTop ? i32(0) : number, i32(how.pops));
  });

/** The ModRM byte of an operation with ST(0). */
const registerForm = (digit: number): string => (0xc0 + digit * 8).toString(16).toUpperCase();

const arithmeticRows = Object.entries(names).flatMap(([digit, [name, toOther]]) => {
  const number = Number(digit);
  const form = registerForm(number);
  const integer = name.replace('f', 'fi');
  const top = { toTop: true, pops: 0 };
  const other = { toTop: false, pops: 0 };
  return [
    ...rows(arithmeticMemory(`${name}Single`, number, 'single'), `D8 /${digit} Md ; any @fpu`),
    ...rows(arithmeticMemory(`${name}Double`, number, 'double'), `DC /${digit} Mq ; any @fpu`),
    ...rows(
      arithmeticMemory(`${integer}Dword`, number, 'doubleword'),
      `DA /${digit} Md ; any @fpu`,
    ),
    ...rows(arithmeticMemory(`${integer}Word`, number, 'word'), `DE /${digit} Mw ; any @fpu`),
    ...rows(arithmeticStack(name, number, top), `D8 ${form}+r F ; any @fpu`),
    ...rows(arithmeticStack(`${toOther}To`, number, other), `DC ${form}+r F ; any @fpu`),
    ...rows(
      arithmeticStack(`${toOther}p`, number, { ...other, pops: 1 }),
      `DE ${form}+r F ; any @fpu`,
    ),
  ];
});

function compareAndPop(x: Context, how: { quiet?: boolean; flags?: boolean; pops?: number }): void {
  const { f, routines: r } = x;
  const [quiet, where] = [Number(how.quiet ?? false), Number(how.flags ?? false)];
  const done = f.call(r.x87Compare, x.cpu, i32(quiet), i32(where));
  f.if(done, () => {
    for (let pop = 0; pop < (how.pops ?? 0); pop++) f.run(r.x87Pop, x.cpu);
  });
}

const compareStack = (name: string, how: Parameters<typeof compareAndPop>[1]): Meaning =>
  x87(name, (x) => {
    takeApart(x, floatCell.b, stackNumber(x));
    compareAndPop(x, how);
  });

const compareMemory = (name: string, kind: MemoryKind, pops: number): Meaning =>
  x87(name, (x) => {
    loadMemory(x, kind, floatCell.b);
    compareAndPop(x, { pops });
  });

const test = x87('ftst', (x) => {
  secondIsZero(x);
  compareAndPop(x, {});
});

/** FXAM looks at a register even if it is empty (SDM 2A table 3-37). */
const examine = x87('fxam', (x) => {
  const { f, cpu } = x;
  const register = f.let(physical(cpu, i32(0)));
  const [high, low] = [f.let(exponentOf(cpu, register)), f.let(significandOf(cpu, register))];
  const exponent = f.let(high.and(0x7fff));
  const { c0, c1, c2, c3 } = statusBit;
  const code = f.let(i32(c2));
  const when = (condition: Value, value: number): void =>
    f.if(condition, () => f.set(code, i32(value)));
  const isMaximal = exponent.eq(0x7fff);
  when(isMaximal, c0);
  when(isMaximal.and(low.shl(1).isZero()), c0 | c2);
  when(exponent.ne(0).and(low.geS(0)), 0);
  when(exponent.isZero(), c2 | c3);
  when(exponent.isZero().and(low.isZero()), c3);
  when(isUsed(cpu, register).isZero(), c0 | c3);
  setCondition(f, cpu, conditionCode | c1, code.or(select(high.and(0x8000), i32(c1), i32(0))));
});

/** An operation of ST(0) alone. */
const unary = (name: string, compute: (x: Context) => void): Meaning =>
  x87(name, (x) => {
    takeApart(x, floatCell.a, i32(0));
    unlessStackFault(x.f, () => compute(x));
    x.f.call(x.routines.x87Result, x.cpu, i32(0), i32(0));
  });

const squareRoot = unary('fsqrt', (x) => {
  takePrecision(x.f, x.cpu);
  x.f.run(x.routines.floatSquareRoot);
});

const roundToInteger = unary('frndint', (x) => x.f.run(x.routines.floatToIntegral, i32(0)));

const scaled = x87('fscale', (x) => {
  takeApart(x, floatCell.a, i32(0));
  takeApart(x, floatCell.b, i32(1));
  unlessStackFault(x.f, () => x.f.run(x.routines.floatScale));
  x.f.call(x.routines.x87Result, x.cpu, i32(0), i32(0));
});

/** The quotient's bits 2, 0 and 1 in C0, C1 and C3; C2 while there is more to do (SDM 2A FPREM). */
const remainder = (name: string, nearest: number): Meaning =>
  x87(name, (x) => {
    const { f, routines: r } = x;
    takeApart(x, floatCell.a, i32(0));
    takeApart(x, floatCell.b, i32(1));
    const outcome = f.let(i32(remainderBit.none));
    unlessStackFault(f, () => f.set(outcome, f.call(r.floatRemainder, i32(nearest))));
    const { c0, c1, c2, c3 } = statusBit;
    setCondition(f, x.cpu, c2, i32(0));
    const done = f.call(r.x87Result, x.cpu, i32(0), i32(0));
    f.if(done.and(outcome.ne(remainderBit.none)), () => {
      const bit = (which: number, code: number): Value =>
        select(outcome.and(which), i32(code), i32(0));
      const code = bit(4, c0).or(bit(1, c1)).or(bit(2, c3)).or(bit(remainderBit.incomplete, c2));
      setCondition(f, x.cpu, conditionCode | c1, code);
    });
  });

/** The exponent takes the number's place, its significand is pushed. */
const extract = x87('fxtract', (x) => {
  const { f, routines: r } = x;
  f.run(r.x87Room, x.cpu);
  takeApart(x, floatCell.a, i32(0));
  unlessStackFault(f, () => f.run(r.floatExtract));
  f.if(floatState('stackFault'), () => new FloatNumber(f, floatCell.a).becomeDefaultNan());
  f.if(f.call(r.x87Result, x.cpu, i32(0), i32(0)), () => {
    new FloatNumber(f, floatCell.r).copy(new FloatNumber(f, floatCell.a));
    f.call(r.x87Push, x.cpu);
  });
});

/** FABS and FCHS change a bit, whatever the register holds. */
const sign = (name: 'fabs' | 'fchs'): Meaning =>
  x87(name, (x) => {
    const { f, routines: r } = x;
    f.run(r.x87Copy, x.cpu, i32(0));
    f.if(f.call(r.x87Refused, x.cpu, i32(beforehand)).isZero(), () => {
      f.run(r.x87Commit, x.cpu);
      const fault = x.at(i32(0), 4, floatCell.stackFault);
      const high = x.at(i32(0), 4, floatCell.resultHigh);
      const changed = name === 'fabs' ? high.and(0x7fff) : high.xor(0x8000);
      f.store(4, i32(0), select(fault, high, changed), floatCell.resultHigh);
      f.run(r.x87Put, x.cpu, i32(0));
    });
  });

// prettier-ignore
export const x87Arithmetic: readonly Row[] = [
  ...arithmeticRows,
  ...rows(squareRoot, 'D9 FA ; any @fpu'),
  ...rows(roundToInteger, 'D9 FC ; any @fpu'),
  ...rows(scaled, 'D9 FD ; any @fpu'),
  ...rows(remainder('fprem1', 1), 'D9 F5 ; any @fpu'),
  ...rows(remainder('fprem', 0), 'D9 F8 ; any @fpu'),
  ...rows(extract, 'D9 F4 ; any @fpu'),
  ...rows(sign('fchs'), 'D9 E0 ; any @fpu'),
  ...rows(sign('fabs'), 'D9 E1 ; any @fpu'),
  ...rows(test, 'D9 E4 ; any @fpu'),
  ...rows(examine, 'D9 E5 ; any @fpu'),
  ...rows(compareMemory('fcomSingle', 'single', 0), 'D8 /2 Md ; any @fpu'),
  ...rows(compareMemory('fcompSingle', 'single', 1), 'D8 /3 Md ; any @fpu'),
  ...rows(compareMemory('fcomDouble', 'double', 0), 'DC /2 Mq ; any @fpu'),
  ...rows(compareMemory('fcompDouble', 'double', 1), 'DC /3 Mq ; any @fpu'),
  ...rows(compareMemory('ficomDword', 'doubleword', 0), 'DA /2 Md ; any @fpu'),
  ...rows(compareMemory('ficompDword', 'doubleword', 1), 'DA /3 Md ; any @fpu'),
  ...rows(compareMemory('ficomWord', 'word', 0), 'DE /2 Mw ; any @fpu'),
  ...rows(compareMemory('ficompWord', 'word', 1), 'DE /3 Mw ; any @fpu'),
  ...rows(compareStack('fcom', {}), 'D8 D0+r F ; any @fpu', 'DC D0+r F ; any @fpu'),
  ...rows(compareStack('fcomp', { pops: 1 }), 'D8 D8+r F ; any @fpu', 'DC D8+r F ; any @fpu', 'DE D0+r F ; any @fpu'),
  ...rows(compareStack('fcompp', { pops: 2 }), 'DE D9 ; any @fpu'),
  ...rows(compareStack('fucom', { quiet: true }), 'DD E0+r F ; any @fpu'),
  ...rows(compareStack('fucomp', { quiet: true, pops: 1 }), 'DD E8+r F ; any @fpu'),
  ...rows(compareStack('fucompp', { quiet: true, pops: 2 }), 'DA E9 ; any @fpu'),
  ...rows(compareStack('fcomi', { flags: true }), 'DB F0+r F ; any @fpu'),
  ...rows(compareStack('fcomip', { flags: true, pops: 1 }), 'DF F0+r F ; any @fpu'),
  ...rows(compareStack('fucomi', { quiet: true, flags: true }), 'DB E8+r F ; any @fpu'),
  ...rows(compareStack('fucomip', { quiet: true, flags: true, pops: 1 }), 'DF E8+r F ; any @fpu'),
];
