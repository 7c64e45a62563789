/** Unsigned numbers of 128 bits in two locals. */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';

export interface Wide {
  readonly high: Local;
  readonly low: Local;
}

export const wide = (f: FunctionBuilder, high: Value, low: Value): Wide => ({
  high: f.let(high),
  low: f.let(low),
});

/** Shifts right by any i32 `count` from 0; the last bit becomes 1 if bits that were 1 are lost. */
export function shiftRightSticky(f: FunctionBuilder, { high, low }: Wide, count: Value): void {
  const left = f.let(count);
  f.if(left.gtU(128), () => f.set(left, i32(128)));
  f.while(left.geU(64), () => {
    f.set(low, high.or(low.ne(0).zeroExtend()));
    f.set(high, i64(0));
    f.set(left, left.sub(64));
  });
  f.if(left, () => {
    const by = left.zeroExtend();
    const back = left.negate().zeroExtend();
    const lost = low.shl(back).ne(0).zeroExtend();
    f.set(low, low.shrU(by).or(high.shl(back)).or(lost));
    f.set(high, high.shrU(by));
  });
}

/** Shifts left by an i32 `count` below 128. */
export function shiftLeft(f: FunctionBuilder, { high, low }: Wide, count: Value): void {
  const left = f.let(count);
  f.if(left.geU(64), () => {
    f.set(high, low);
    f.set(low, i64(0));
    f.set(left, left.sub(64));
  });
  f.if(left, () => {
    const by = left.zeroExtend();
    f.set(high, high.shl(by).or(low.shrU(left.negate().zeroExtend())));
    f.set(low, low.shl(by));
  });
}

/** Zeros in front of the first 1: 128 if there is none. */
export const leadingZeros = (f: FunctionBuilder, { high, low }: Wide): Local =>
  f.let(select(high.isZero(), low.clz().add(64), high.clz()).low32());

/** to += other; gives the carry out of it, 0 or 1. */
export function addTo(f: FunctionBuilder, to: Wide, other: Wide): Local {
  f.set(to.low, to.low.add(other.low));
  const carry = f.let(to.low.ltU(other.low).zeroExtend());
  f.set(to.high, to.high.add(other.high));
  const out = f.let(to.high.ltU(other.high));
  f.set(to.high, to.high.add(carry));
  return f.let(out.or(carry.ne(0).and(to.high.isZero())));
}

/** to -= other. */
export function subtractFrom(f: FunctionBuilder, to: Wide, other: Wide): void {
  const borrow = f.let(to.low.ltU(other.low).zeroExtend());
  f.set(to.low, to.low.sub(other.low));
  f.set(to.high, to.high.sub(other.high).sub(borrow));
}

/** Whether a < b, as an i32. */
export const isBelow = (a: Wide, b: Wide): Value =>
  a.high.ltU(b.high).or(a.high.eq(b.high).and(a.low.ltU(b.low)));

/** High half of a 64 by 64-bit unsigned product, from four 32-bit ones. */
export function highProduct(f: FunctionBuilder, a: Local, b: Local): Value {
  const [aLow, aHigh] = [f.let(a.and(0xffffffffn)), f.let(a.shrU(32))];
  const [bLow, bHigh] = [f.let(b.and(0xffffffffn)), f.let(b.shrU(32))];
  const cross = f.let(aHigh.mul(bLow).add(aLow.mul(bLow).shrU(32)));
  const middle = f.let(aLow.mul(bHigh).add(cross.and(0xffffffffn)));
  return aHigh.mul(bHigh).add(cross.shrU(32)).add(middle.shrU(32));
}

/** a * b. */
export const product = (f: FunctionBuilder, a: Local, b: Local): Wide =>
  wide(f, highProduct(f, a, b), a.mul(b));
