/** Shifts and rotates (SDM 1 7.3.6). */
import type { Local, Value } from '../../wasm/value.ts';
import { constant, i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { carryFlag, setCarryAndOverflow, setFromParts } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, rows } from '../row.ts';

/** Bit `at` of a value, as an i32 0 or 1. */
const bitOf = (value: Value, at: Value | number): Value => value.shrU(at).and(1).low32();

const topBit = (x: Context, value: Value): Value => bitOf(value, x.width - 1);

/** The count as an i32: masked to 5 bits, or 6 for 64-bit operands (SDM 2B, SAL). */
const countOf = (x: Context, place: number): Local =>
  x.f.let(
    x
      .operand(place)
      .read()
      .low32()
      .and(x.width === 64 ? 63 : 31),
  );

/** The count in the type of the shifted value. */
const asWord = (x: Context, count: Value): Value => (x.width === 64 ? count.zeroExtend() : count);

const signExtendedWord = (x: Context, value: Value): Value =>
  x.width === 8 ? value.extend8S() : x.width === 16 ? value.extend16S() : value;

interface Shifted {
  readonly outcome: Value;
  readonly carry: (outcome: Local) => Value;
  readonly overflow: (outcome: Local, carry: Local) => Value;
}

const shifts: Readonly<Record<string, (x: Context, a: Local, count: Local) => Shifted>> = {
  shl: (x, a, count) => ({
    outcome: a.shl(asWord(x, count)),
    // The last bit shifted out: above the operand if the word is wider than it, else the old top.
    carry: (r) =>
      x.width < 32
        ? bitOf(r, x.width)
        : bitOf(
            a,
            asWord(
              x,
              i32(x.width)
                .sub(count)
                .and(x.width - 1),
            ),
          ),
    overflow: (r, carry) => topBit(x, r).xor(carry),
  }),
  shr: (x, a, count) => ({
    outcome: a.shrU(asWord(x, count)),
    carry: () => bitOf(a, asWord(x, count.sub(1))),
    // Defined for counts of 1 only: the old top bit, which is the xor of the new two top bits.
    overflow: (r) =>
      topBit(x, r)
        .xor(bitOf(r, x.width - 2))
        .and(1),
  }),
  sar: (x, a, count) => ({
    outcome: signExtendedWord(x, a).shrS(asWord(x, count)),
    carry: () => bitOf(signExtendedWord(x, a).shrS(asWord(x, count.sub(1))), 0),
    overflow: () => i32(0),
  }),
};

const shift = (name: string): Meaning =>
  hot(name, (x) => {
    const { f } = x;
    const a = x.operand(0).readToModify();
    const count = countOf(x, 1);
    const shifted = shifts[name]?.(x, a, count);
    if (shifted === undefined) return;
    const r = f.let(shifted.outcome);
    x.operand(0).write(r);
    f.if(count, () => {
      const carry = f.let(shifted.carry(r));
      setFromParts(f, x.cpu, x.width, r, carry, shifted.overflow(r, carry));
    });
  });

/** All bits of an operand of this width. */
const widthMask = (x: Context): Value =>
  x.width >= 32 ? constant(x.width === 64 ? 'i64' : 'i32', -1) : i32((1 << x.width) - 1);

/** Rotates change CF and OF only (SDM 2B, RCL/RCR/ROL/ROR). */
const rotate = (name: 'rol' | 'ror'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const a = x.operand(0).readToModify();
    const count = countOf(x, 1);
    const by = asWord(x, count.and(width - 1));
    const back = asWord(
      x,
      i32(width)
        .sub(count)
        .and(width - 1),
    );
    const [left, right] = name === 'rol' ? [by, back] : [back, by];
    const r = f.let(a.shl(left).or(a.shrU(right)).and(widthMask(x)));
    x.operand(0).write(r);
    f.if(count, () => {
      const carry = f.let(name === 'rol' ? bitOf(r, 0) : topBit(x, r));
      const overflow = topBit(x, r).xor(name === 'rol' ? carry : bitOf(r, width - 2));
      setCarryAndOverflow(f, x.cpu, carry, overflow);
    });
  });

/** Rotates through CF move one bit at a time: counts are small and the instruction rare. */
const rotateThroughCarry = (name: 'rcl' | 'rcr'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const a = x.operand(0).readToModify();
    const count = countOf(x, 1);
    const left = f.let(width < 32 ? count.remU(width + 1) : count);
    const r = f.let(a);
    const carry = f.let(carryFlag(x.cpu));
    f.while(left, () => {
      const out = f.let(name === 'rcl' ? topBit(x, r) : bitOf(r, 0));
      const inserted = asWord(x, carry);
      if (name === 'rcl') f.set(r, r.shl(1).or(inserted).and(widthMask(x)));
      else f.set(r, r.shrU(1).or(inserted.shl(width - 1)));
      f.set(carry, out);
      f.set(left, left.sub(1));
    });
    x.operand(0).write(r);
    f.if(count, () => {
      const overflow = topBit(x, r).xor(name === 'rcl' ? carry : bitOf(r, width - 2));
      setCarryAndOverflow(f, x.cpu, carry, overflow);
    });
  });

/** SHLD and SHRD; counts above the operand's width give undefined results (SDM 2B). */
const doubleShift = (name: 'shld' | 'shrd'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const a = x.operand(0).readToModify();
    const b = x.operand(1).read();
    const byRegister = x.operand(2).form.kind === 'register';
    const source = byRegister ? x.register(1).low32() : x.operand(2).read().low32();
    const count = f.let(source.and(width === 64 ? 63 : 31));
    f.if(
      count,
      () => {
        const by = asWord(x, count);
        const back = asWord(x, i32(width).sub(count));
        const ahead = asWord(x, count.sub(1));
        const outcome = name === 'shld' ? a.shl(by).or(b.shrU(back)) : a.shrU(by).or(b.shl(back));
        const r = f.let(outcome.and(widthMask(x)));
        const carry = f.let(name === 'shld' ? bitOf(a, back) : bitOf(a, ahead));
        setFromParts(f, x.cpu, width, r, carry, topBit(x, r).xor(topBit(x, a)));
        x.operand(0).write(r);
      },
      () => x.operand(0).write(a),
    );
  });

// prettier-ignore
const group = (digit: number): string[] => [
  `C0 /${digit} Eb,Ib`, `C1 /${digit} Ev,Ib`, `D0 /${digit} Eb,1`, `D1 /${digit} Ev,1`,
  `D2 /${digit} Eb,CL`, `D3 /${digit} Ev,CL`,
];

export const shiftAndRotate: readonly Row[] = [
  ...rows(rotate('rol'), ...group(0)),
  ...rows(rotate('ror'), ...group(1)),
  ...rows(rotateThroughCarry('rcl'), ...group(2)),
  ...rows(rotateThroughCarry('rcr'), ...group(3)),
  ...rows(shift('shl'), ...group(4), ...group(6)),
  ...rows(shift('shr'), ...group(5)),
  ...rows(shift('sar'), ...group(7)),
  ...rows(doubleShift('shld'), '0F A4 Ev,Gv,Ib', '0F A5 Ev,Gv,CL'),
  ...rows(doubleShift('shrd'), '0F AC Ev,Gv,Ib', '0F AD Ev,Gv,CL'),
];
