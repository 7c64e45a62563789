/** Multiplication and division (SDM 1 7.3.2.4, 7.3.2.5). */
import { cpuCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { setFromParts, signExtended } from '../flags.ts';
import { highProduct } from '../float/wide.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, rows } from '../row.ts';
import { vector } from '../vectors.ts';

const ax = cpuCell.registers;
const ah = cpuCell.registers + 1;

function signedHighProduct(x: Context, a: Local, b: Local): Value {
  const unsigned = x.f.let(highProduct(x.f, a, b));
  return unsigned.sub(a.shrS(63).and(b)).sub(b.shrS(63).and(a));
}

/** CF and OF say whether the upper half is needed; SF, ZF and PF follow the lower half. */
function flagsOfProduct(x: Context, low: Value, overflows: Value): void {
  const wide = x.f.let(overflows);
  setFromParts(x.f, x.cpu, x.width, low, wide, wide);
}

/** MUL and IMUL of the accumulator: rDX:rAX = rAX * operand. */
const multiply = (name: 'mul' | 'imul1'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const signed = name === 'imul1';
    const source = x.operand(0).read();
    if (width === 64) {
      const [a, b] = [f.let(x.register(0)), source];
      const high = f.let(signed ? signedHighProduct(x, a, b) : highProduct(x.f, a, b));
      const low = f.let(a.mul(b));
      x.setRegister(0, low);
      x.setRegister(2, high);
      flagsOfProduct(x, low, signed ? high.ne(low.shrS(63)) : high.ne(0));
      return;
    }
    const widen = (value: Value): Value =>
      signed ? signExtended(value, width) : value.zeroExtend();
    const accumulator = x
      .register(0)
      .low32()
      .and(width === 32 ? -1 : (1 << width) - 1);
    const product = f.let(widen(accumulator).mul(widen(source)));
    storeWide(x, product);
    const low = product.low32();
    flagsOfProduct(x, low, product.ne(signed ? signExtended(low, width) : lowPart(product, width)));
  });

const lowPart = (value: Value, width: number): Value => value.and(2n ** BigInt(width) - 1n);

/** A double-width value into AX, DX:AX or EDX:EAX. */
function storeWide(x: Context, value: Local): void {
  if (x.width === 8) x.f.store(2, x.cpu, value, ax);
  else if (x.width === 16) {
    x.f.store(2, x.cpu, value, ax);
    x.f.store(2, x.cpu, value.shrU(16), ax + 16);
  } else {
    x.setRegister(0, lowPart(value, 32));
    x.setRegister(2, value.shrU(32));
  }
}

/** IMUL with two or three operands: the product is cut to the operand's width. */
const multiplySigned = hot('imul', (x) => {
  const { f, width } = x;
  const three = x.operandCount === 3;
  const a = three ? x.operand(1).read() : x.operand(0).read();
  const b = three ? x.operand(2).read() : x.operand(1).read();
  if (width === 64) {
    const low = f.let(a.mul(b));
    const high = f.let(signedHighProduct(x, a, b));
    x.operand(0).write(low);
    flagsOfProduct(x, low, high.ne(low.shrS(63)));
    return;
  }
  const product = f.let(signExtended(a, width).mul(signExtended(b, width)));
  const low = f.let(product.low32());
  x.operand(0).write(low);
  flagsOfProduct(x, low, product.ne(signExtended(low, width)));
});

/** Unsigned 128 by 64-bit division by shift and subtract; the quotient is known to fit. */
function longDivide(x: Context, high: Local, low: Local, divisor: Local): void {
  const { f } = x;
  const left = f.let(i32(64));
  f.if(high.isZero(), () => {
    f.set(high, low.remU(divisor));
    f.set(low, low.divU(divisor));
    f.set(left, i32(0));
  });
  f.while(left, () => {
    const carry = f.let(high.shrU(63));
    f.set(high, high.shl(1).or(low.shrU(63)));
    f.set(low, low.shl(1));
    f.if(carry.ne(0).or(high.geU(divisor)), () => {
      f.set(high, high.sub(divisor));
      f.set(low, low.or(1));
    });
    f.set(left, left.sub(1));
  });
}

/** Negates high:low where `negative` is not zero. */
function negatePair(x: Context, negative: Value, high: Local, low: Local): void {
  x.f.if(negative, () => {
    x.f.set(high, high.not().add(low.isZero().zeroExtend()));
    x.f.set(low, low.negate());
  });
}

function divide64(x: Context, signed: boolean): void {
  const { f } = x;
  const divisor = f.let(x.operand(0).read());
  x.raiseIf(divisor.isZero(), vector.de);
  const low = f.let(x.register(0));
  const high = f.let(x.register(2));
  const [quotientSign, remainderSign] = [f.let(i64(0)), f.let(i64(0))];
  if (signed) {
    f.set(remainderSign, high.shrU(63));
    f.set(quotientSign, high.xor(divisor).shrU(63));
    negatePair(x, remainderSign.ne(0), high, low);
    f.if(divisor.ltS(0), () => f.set(divisor, divisor.negate()));
  }
  x.raiseIf(high.geU(divisor), vector.de);
  longDivide(x, high, low, divisor);
  if (signed) {
    // The magnitude may be 2^63 only for a negative quotient.
    const limit = quotientSign.add(0x7fffffffffffffffn);
    x.raiseIf(low.gtU(limit), vector.de);
    f.if(quotientSign.ne(0), () => f.set(low, low.negate()));
    f.if(remainderSign.ne(0), () => f.set(high, high.negate()));
  }
  x.setRegister(0, low);
  x.setRegister(2, high);
}

/** The dividend of a narrow division as an i64: AX, DX:AX or EDX:EAX. */
function dividend(x: Context, signed: boolean): Value {
  const rax = x.register(0).low32();
  const rdx = x.register(2).low32();
  if (x.width === 32) return rax.zeroExtend().or(rdx.zeroExtend().shl(32));
  const value = x.width === 8 ? rax.and(0xffff) : rax.and(0xffff).or(rdx.shl(16));
  if (!signed) return value.zeroExtend();
  return x.width === 8 ? value.extend16S().signExtend() : value.signExtend();
}

function storeQuotient(x: Context, quotient: Local, remainder: Value): void {
  if (x.width === 8) {
    x.f.store(1, x.cpu, quotient, ax);
    x.f.store(1, x.cpu, remainder, ah);
  } else if (x.width === 16) {
    x.f.store(2, x.cpu, quotient, ax);
    x.f.store(2, x.cpu, remainder, ax + 16);
  } else {
    x.setRegister(0, lowPart(quotient, 32));
    x.setRegister(2, lowPart(remainder, 32));
  }
}

/** DIV and IDIV: #DE on zero and on a quotient that does not fit (SDM 2A). */
const divide = (name: 'div' | 'idiv'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const signed = name === 'idiv';
    if (width === 64) {
      divide64(x, signed);
      return;
    }
    const source = x.operand(0).read();
    const divisor = f.let(signed ? signExtended(source, width) : source.zeroExtend());
    x.raiseIf(divisor.isZero(), vector.de);
    const value = f.let(dividend(x, signed));
    // -2^63 / -1 does not fit in WebAssembly either, and no narrow quotient is that large.
    if (signed) {
      const smallest = value.eq(-(2n ** 63n)).and(divisor.eq(-1));
      x.raiseIf(smallest, vector.de);
    }
    const quotient = f.let(signed ? value.divS(divisor) : value.divU(divisor));
    const fits = signed ? signExtended(quotient.low32(), width) : lowPart(quotient, width);
    x.raiseIf(quotient.ne(fits), vector.de);
    const remainder = f.let(signed ? value.remS(divisor) : value.remU(divisor));
    storeQuotient(x, quotient, remainder);
  });

export const multiplyAndDivide: readonly Row[] = [
  ...rows(multiply('mul'), 'F6 /4 Eb', 'F7 /4 Ev'),
  ...rows(multiply('imul1'), 'F6 /5 Eb', 'F7 /5 Ev'),
  ...rows(divide('div'), 'F6 /6 Eb', 'F7 /6 Ev'),
  ...rows(divide('idiv'), 'F6 /7 Eb', 'F7 /7 Ev'),
  ...rows(multiplySigned, '0F AF Gv,Ev', '69 Gv,Ev,Iz', '6B Gv,Ev,Is'),
];
