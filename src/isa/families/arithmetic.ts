/** Integer arithmetic and logic (SDM 1 7.3.2 to 7.3.5). */
import { cpuCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { constant, load, select } from '../../wasm/value.ts';
import { accessKind } from '../../memory/access.ts';
import { vector } from '../vectors.ts';
import type { Context } from '../context.ts';
import type { Width } from '../flags.ts';
import {
  carries,
  carryFlag,
  packCarries,
  setFromCarries,
  setFromLogic,
  signExtended,
} from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, rows } from '../row.ts';

/** Carries out of each bit of a + b (+ carry) = sum. */
const carriesOfSum = (a: Value, b: Value, sum: Value): Value => a.and(b).or(a.or(b).and(sum.not()));
/** Borrows out of each bit of a - b (- borrow) = difference. */
const borrows = (a: Value, b: Value, difference: Value): Value =>
  a.not().and(b).or(a.xor(b).not().and(difference));

const carryIn = (x: Context): Value => {
  const carry = carryFlag(x.cpu);
  return x.width === 64 ? carry.zeroExtend() : carry;
};

type Combine = (
  x: Context,
  a: Local,
  b: Local,
) => { outcome: Value; carriesOut?: (outcome: Local) => Value };

const sum: Combine = (_x, a, b) => ({
  outcome: a.add(b),
  carriesOut: (r) => carriesOfSum(a, b, r),
});
const difference: Combine = (_x, a, b) => ({
  outcome: a.sub(b),
  carriesOut: (r) => borrows(a, b, r),
});

/** add, or, adc, sbb, and, sub, xor, cmp in the order of their opcodes; test beside them. */
// prettier-ignore
const combinations: Readonly<Record<string, Combine>> = {
  add: sum,
  or:  (_x, a, b) => ({ outcome: a.or(b) }),
  adc: (x, a, b) => ({ outcome: a.add(b).add(carryIn(x)), carriesOut: (r) => carriesOfSum(a, b, r) }),
  sbb: (x, a, b) => ({ outcome: a.sub(b).sub(carryIn(x)), carriesOut: (r) => borrows(a, b, r) }),
  and: (_x, a, b) => ({ outcome: a.and(b) }),
  sub: difference,
  xor: (_x, a, b) => ({ outcome: a.xor(b) }),
  cmp: difference,
};

function binary(name: string, combine: Combine, keepsResult: boolean): Meaning {
  return hot(name, (x) => {
    const destination = x.operand(0);
    const a = keepsResult ? destination.readToModify() : destination.read();
    const b = x.operand(1).read();
    const { outcome, carriesOut } = combine(x, a, b);
    const r = x.f.let(outcome);
    if (keepsResult) destination.write(r);
    if (carriesOut === undefined) setFromLogic(x.f, x.cpu, x.width, r);
    else setFromCarries(x.f, x.cpu, x.width, r, carriesOut(r));
  });
}

/** Flags of INC and DEC: all but CF (SDM 2A, INC). */
function setKeepingCarry(x: Context, width: Width, r: Local, carriesOut: Value): void {
  const fresh = x.f.let(packCarries(x.f, width, carriesOut));
  // Both top bits are inverted where CF would change, so that CF stays and OF is the new one.
  const differs = fresh.xor(carries(x.cpu)).shrU(63).mul(3).shl(62);
  x.setCell(cpuCell.flagCarries, fresh.xor(differs), 8);
  x.setCell(cpuCell.flagResult, signExtended(r, width), 8);
}

const step = (name: string, by: 1 | -1): Meaning =>
  hot(name, (x) => {
    const a = x.operand(0).readToModify();
    const one = constant(a.type, 1);
    const r = x.f.let(by === 1 ? a.add(one) : a.sub(one));
    x.operand(0).write(r);
    setKeepingCarry(x, x.width, r, by === 1 ? carriesOfSum(a, one, r) : borrows(a, one, r));
  });

const negate = hot('neg', (x) => {
  const a = x.operand(0).readToModify();
  const r = x.f.let(a.negate());
  x.operand(0).write(r);
  setFromCarries(x.f, x.cpu, x.width, r, borrows(constant(a.type, 0), a, r));
});

const not = hot('not', (x) => {
  const a = x.operand(0).readToModify();
  x.operand(0).write(a.not());
});

/** XADD and CMPXCHG (SDM 2A and 2D); one CPU steps at a time, so LOCK has nothing to add. */
const exchangeAdd = meaning('xadd', (x) => {
  const a = x.operand(0).readToModify();
  const b = x.operand(1).read();
  const r = x.f.let(a.add(b));
  x.operand(1).write(a);
  x.operand(0).write(r);
  setFromCarries(x.f, x.cpu, x.width, r, carriesOfSum(a, b, r));
});

const compareExchange = meaning('cmpxchg', (x) => {
  const { f } = x;
  const a = x.operand(0).readToModify();
  const accumulator = f.let(accumulatorOf(x));
  const source = x.operand(1).read();
  const r = f.let(accumulator.sub(a));
  setFromCarries(f, x.cpu, x.width, r, borrows(accumulator, a, r));
  const equal = f.let(accumulator.eq(a));
  if (x.operand(0).isMemory) {
    // Memory is written in either case (SDM 2A, CMPXCHG); a register keeps even its upper half.
    x.operand(0).write(select(equal, source, a));
  } else f.if(equal, () => x.operand(0).write(source));
  f.if(equal.isZero(), () => setAccumulator(x, a));
});

function accumulatorOf(x: Context): Value {
  const rax = x.register(0);
  return x.width === 64 ? rax : rax.low32().and(x.width === 32 ? -1 : (1 << x.width) - 1);
}

function setAccumulator(x: Context, value: Value): void {
  if (x.width >= 32) x.setRegister(0, value.zeroExtend());
  else x.f.store(x.width === 16 ? 2 : 1, x.cpu, value, cpuCell.registers);
}

const pair = (x: Context, place: number): Value => x.register(place).low32().zeroExtend();

/** CMPXCHG8B, and with REX.W CMPXCHG16B, which insists on alignment (SDM 2A). */
const compareExchangePair = meaning('cmpxchg8b', (x) =>
  x.width === 64 ? compareExchange16(x) : compareExchange8(x),
);

function compareExchange8(x: Context): void {
  const { f } = x;
  const kind = accessKind.write | accessKind.modify;
  const at = x.translate(x.address(8, accessKind.write), 8, kind);
  const old = f.let(load('i64', 8, at));
  const expected = f.let(pair(x, 0).or(pair(x, 2).shl(32)));
  const written = f.let(old);
  const equal = f.let(expected.eq(old));
  f.if(equal, () => f.set(written, pair(x, 3).or(pair(x, 1).shl(32))));
  f.store(8, at, written);
  x.commit(at);
  f.if(equal.isZero(), () => {
    x.setRegister(0, old.and(0xffffffffn));
    x.setRegister(2, old.shrU(32));
  });
  x.f.run(x.routines.setZero, x.cpu, equal);
}

function compareExchange16(x: Context): void {
  const { f } = x;
  const address = x.address(16, accessKind.write);
  x.raiseIf(address.and(15).ne(0), vector.gp);
  const at = x.translate(address, 16, accessKind.write | accessKind.modify);
  const [low, high] = [f.let(load('i64', 8, at)), f.let(load('i64', 8, at, 8))];
  const equal = f.let(low.eq(x.register(0)).and(high.eq(x.register(2))));
  f.if(
    equal,
    () => {
      f.store(8, at, x.register(3));
      f.store(8, at, x.register(1), 8);
    },
    () => {
      x.setRegister(0, low);
      x.setRegister(2, high);
    },
  );
  x.commit(at);
  x.f.run(x.routines.setZero, x.cpu, equal);
}

const exchange = hot('xchg', (x) => {
  const a = x.operand(0).readToModify();
  const b = x.operand(1).read();
  x.operand(1).write(a);
  x.operand(0).write(b);
});

/** CBW CWDE CDQE and CWD CDQ CQO: the sign of the accumulator. */
const widenAccumulator = meaning('cbw', (x) => {
  const half = x.width === 64 ? x.register(0).extend32S() : x.register(0).low32();
  if (x.width === 64) x.setRegister(0, half);
  else if (x.width === 32) x.setRegister(0, half.extend16S().zeroExtend());
  else x.f.store(2, x.cpu, half.extend8S(), cpuCell.registers);
});

const signOfAccumulator = meaning('cwd', (x) => {
  const rax = x.register(0);
  if (x.width === 64) x.setRegister(2, rax.shrS(63));
  else if (x.width === 32) x.setRegister(2, rax.low32().shrS(31).zeroExtend());
  else x.f.store(2, x.cpu, rax.low32().extend16S().shrS(15), cpuCell.registers + 16);
});

const names = Object.keys(combinations);

// prettier-ignore
export const arithmetic: readonly Row[] = [
  ...names.flatMap((name, at) => {
    const combine = combinations[name] ?? sum;
    const keeps = name !== 'cmp';
    const lock = keeps ? '; lock' : '';
    const op = (low: number): string => (at * 8 + low).toString(16).toUpperCase().padStart(2, '0');
    return rows(
      binary(name, combine, keeps),
      `${op(0)} Eb,Gb ${lock}`, `${op(1)} Ev,Gv ${lock}`, `${op(2)} Gb,Eb`, `${op(3)} Gv,Ev`,
      `${op(4)} AL,Ib`, `${op(5)} rAX,Iz`, `80 /${at} Eb,Ib ${lock}`, `81 /${at} Ev,Iz ${lock}`,
      `82 /${at} Eb,Ib ; i64${keeps ? ' lock' : ''}`, `83 /${at} Ev,Is ${lock}`,
    );
  }),
  ...rows(binary('test', combinations['and'] ?? sum, false),
    '84 Eb,Gb', '85 Ev,Gv', 'A8 AL,Ib', 'A9 rAX,Iz',
    'F6 /0 Eb,Ib', 'F7 /0 Ev,Iz', 'F6 /1 Eb,Ib', 'F7 /1 Ev,Iz'),
  ...rows(step('inc', 1), 'FE /0 Eb ; lock', 'FF /0 Ev ; lock', '40+r Zv ; i64'),
  ...rows(step('dec', -1), 'FE /1 Eb ; lock', 'FF /1 Ev ; lock', '48+r Zv ; i64'),
  ...rows(not, 'F6 /2 Eb ; lock', 'F7 /2 Ev ; lock'),
  ...rows(negate, 'F6 /3 Eb ; lock', 'F7 /3 Ev ; lock'),
  ...rows(exchange, '86 Eb,Gb ; lock', '87 Ev,Gv ; lock', '90+r Zv,rAX'),
  ...rows(exchangeAdd, '0F C0 Eb,Gb ; lock', '0F C1 Ev,Gv ; lock'),
  ...rows(compareExchange, '0F B0 Eb,Gb ; lock', '0F B1 Ev,Gv ; lock'),
  ...rows(compareExchangePair, '0F C7 /1 M ; lock'),
  ...rows(widenAccumulator, '98 rAX'),
  ...rows(signOfAccumulator, '99 rAX'),
];
