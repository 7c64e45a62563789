/** x87 transcendental functions (SDM 1 8.3.7 to 8.3.10): the right number, or the one beside it. */
import type { Value } from '../../wasm/value.ts';
import { i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { FloatNumber, floatCell, floatState, one } from '../float/number.ts';
import { becomeInexact } from '../float/wide-arithmetic.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import { takeApart, x87 } from '../x87/meaning.ts';
import { unlessStackFault } from '../x87/stack.ts';
import { setCondition, statusBit } from '../x87/words.ts';

/** r becomes what the last computation has left in a cell: rounded, unless it is exact. */
function take(x: Context, cell: number, isExact: Value): void {
  const { f } = x;
  const r = new FloatNumber(f, floatCell.r);
  r.copy(new FloatNumber(f, cell));
  f.if(isExact.isZero(), () => becomeInexact(f));
}

/** C2 says that the number is too large; nothing else has happened then (SDM 2A FSIN). */
function ofAngle(name: string, how: { pushes: boolean; finish: (x: Context) => void }): Meaning {
  return x87(name, (x) => {
    const { f, routines: r } = x;
    if (how.pushes) f.run(r.x87Room, x.cpu);
    takeApart(x, floatCell.a, i32(0));
    const isTooLarge = f.let(i32(0));
    unlessStackFault(f, () => f.set(isTooLarge, f.call(r.floatTrigonometry)));
    f.if(
      isTooLarge,
      () => setCondition(f, x.cpu, statusBit.c1 | statusBit.c2, i32(statusBit.c2)),
      () => {
        setCondition(f, x.cpu, statusBit.c2, i32(0));
        how.finish(x);
      },
    );
  });
}

/** Whether a is a number whose sine and cosine are exact. */
const isZero = (x: Context): Value => new FloatNumber(x.f, floatCell.a).is('zero');

const unlessFault = (x: Context, body: () => void): void =>
  x.f.if(floatState('stackFault').isZero(), body);

const replaceTop = (x: Context): Value => x.f.call(x.routines.x87Result, x.cpu, i32(0), i32(0));

const sine = ofAngle('fsin', {
  pushes: false,
  finish: (x) => {
    unlessFault(x, () => take(x, floatCell.sine, isZero(x)));
    replaceTop(x);
  },
});

const cosine = ofAngle('fcos', {
  pushes: false,
  finish: (x) => {
    unlessFault(x, () => take(x, floatCell.cosine, isZero(x)));
    replaceTop(x);
  },
});

const sineAndCosine = ofAngle('fsincos', {
  pushes: true,
  finish: (x) => {
    const exact = x.f.let(isZero(x));
    unlessFault(x, () => take(x, floatCell.sine, exact));
    x.f.if(replaceTop(x), () => {
      unlessFault(x, () => take(x, floatCell.cosine, exact));
      x.f.call(x.routines.x87Push, x.cpu);
    });
  },
});

/** The tangent, and a 1 on top of it: or the NaN that it is, once more. */
const tangent = ofAngle('fptan', {
  pushes: true,
  finish: (x) => {
    const r = new FloatNumber(x.f, floatCell.r);
    unlessFault(x, () => x.f.run(x.routines.floatTangent));
    x.f.if(replaceTop(x), () => {
      x.f.if(r.is('quiet').isZero(), () => r.becomeConstant(one));
      x.f.call(x.routines.x87Push, x.cpu);
    });
  },
});

/** Of ST(0) and ST(1), into ST(1), which becomes the top. */
const ofTwo = (name: string, compute: (x: Context) => void): Meaning =>
  x87(name, (x) => {
    takeApart(x, floatCell.a, i32(0));
    takeApart(x, floatCell.b, i32(1));
    unlessStackFault(x.f, () => compute(x));
    x.f.call(x.routines.x87Result, x.cpu, i32(1), i32(1));
  });

const arctangent = ofTwo('fpatan', (x) => x.f.run(x.routines.floatArctangent));
const logarithm = (name: string, plusOne: number): Meaning =>
  ofTwo(name, (x) => x.f.run(x.routines.floatLogarithmProduct, i32(plusOne)));

const exponential = x87('f2xm1', (x) => {
  takeApart(x, floatCell.a, i32(0));
  unlessStackFault(x.f, () => x.f.run(x.routines.floatExponential));
  replaceTop(x);
});

// prettier-ignore
export const x87Transcendental: readonly Row[] = [
  ...rows(exponential, 'D9 F0 ; any @fpu'),
  ...rows(logarithm('fyl2x', 0), 'D9 F1 ; any @fpu'),
  ...rows(tangent, 'D9 F2 ; any @fpu'),
  ...rows(arctangent, 'D9 F3 ; any @fpu'),
  ...rows(logarithm('fyl2xp1', 1), 'D9 F9 ; any @fpu'),
  ...rows(sineAndCosine, 'D9 FB ; any @fpu'),
  ...rows(sine, 'D9 FE ; any @fpu'),
  ...rows(cosine, 'D9 FF ; any @fpu'),
];
