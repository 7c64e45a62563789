/** What PCMPESTRI, PCMPESTRM, PCMPISTRI and PCMPISTRM share (SDM 2B 4.1). */
import type { Callee, FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import type { Scope } from './scope.ts';

/** Bits of the immediate; `aggregation` and `polarity` are fields of two bits. */
export const compareControl = {
  words: 1,
  signed: 2,
  aggregation: 2,
  polarity: 4,
  /** The last match rather than the first one; a mask of elements rather than of bits. */
  other: 0x40,
} as const;

const equalAny = 0;
const ranges = 1;
const equalEach = 2;
const negative = 1;
const negativeInside = 3;

/** Elements of a vector: 16 bytes or 8 words. */
export const elementCount = (control: Value): Value => i32(16).shrU(control.and(1));

/** (vector, number, control): an element as a number. */
function element(f: FunctionBuilder, at: Local, number: Local, control: Local): void {
  const words = control.and(compareControl.words);
  const signed = control.and(compareControl.signed);
  const place = at.add(number.shl(words));
  const value = f.let(select(words, load('i32', 2, place), load('i32', 1, place)));
  f.if(signed, () => f.set(value, select(words, value.extend16S(), value.extend8S())));
  f.return(value);
}

interface Strings {
  readonly first: Local;
  readonly second: Local;
  readonly firstLength: Local;
  readonly secondLength: Local;
  readonly control: Local;
}

/** Whether a place of the second string matches: an i32 that is 0 or 1. */
function matches(f: FunctionBuilder, of: Callee, s: Strings, place: Local): Local {
  const { control, firstLength, secondLength } = s;
  const read = (string: Local, number: Value): Local => f.call(of, string, number, control);
  const count = elementCount(control);
  const kind = f.let(control.shrU(compareControl.aggregation).and(3));
  const found = f.let(i32(0));
  const at = f.let(i32(0));
  const inside = place.ltU(secondLength);
  f.if(kind.eq(equalAny).and(inside), () =>
    f.while(at.ltU(firstLength), () => {
      f.set(found, found.or(read(s.first, at).eq(read(s.second, place))));
      f.set(at, at.add(1));
    }),
  );
  f.if(kind.eq(ranges).and(inside), () =>
    f.while(at.add(1).ltU(firstLength), () => {
      const value = read(s.second, place);
      const isAbove = value.geS(read(s.first, at));
      f.set(found, found.or(isAbove.and(value.leS(read(s.first, at.add(1))))));
      f.set(at, at.add(2));
    }),
  );
  f.if(kind.eq(equalEach), () => {
    const inFirst = f.let(place.ltU(firstLength));
    f.set(found, inFirst.eq(inside));
    f.if(inFirst.and(inside), () => f.set(found, read(s.first, place).eq(read(s.second, place))));
  });
  f.if(kind.gtU(equalEach), () => {
    f.set(found, i32(1));
    f.while(at.ltU(firstLength).and(at.add(place).ltU(count)), () => {
      const other = f.let(at.add(place));
      const same = read(s.first, at).eq(read(s.second, other));
      f.set(found, found.and(other.ltU(secondLength)).and(same));
      f.set(at, at.add(1));
    });
  });
  return found;
}

/** (first, second, first length, second length, control): the matches, a bit for each element. */
function compare(f: FunctionBuilder, of: Callee, s: Strings): void {
  const { control } = s;
  const count = f.let(elementCount(control));
  const result = f.let(i32(0));
  const place = f.let(i32(0));
  f.while(place.ltU(count), () => {
    f.scope(() => f.set(result, result.or(matches(f, of, s, place).shl(place))));
    f.set(place, place.add(1));
  });
  const polarity = f.let(control.shrU(compareControl.polarity).and(3));
  const below = (bits: Value): Value => i32(1).shl(bits).sub(1);
  f.if(polarity.eq(negative), () => f.set(result, result.xor(below(count))));
  f.if(polarity.eq(negativeInside), () => f.set(result, result.xor(below(s.secondLength))));
  f.return(result);
}

/** (string, control): elements in front of the first one that is zero. */
function length(f: FunctionBuilder, of: Callee, string: Local, control: Local): void {
  const at = f.let(i32(0));
  const count = elementCount(control);
  f.while(at.ltU(count), () => {
    f.if(f.call(of, string, at, control).isZero(), () => f.return(at));
    f.set(at, at.add(1));
  });
  f.return(at);
}

export function defineStringCompare({ module, routines: r }: Scope): void {
  const of = module.function(['i32', 'i32', 'i32'], 'i32', element);
  module.define(r.stringLength, (f, string, control) => length(f, of, string, control));
  module.define(r.stringCompare, (f, first, second, firstLength, secondLength, control) =>
    compare(f, of, { first, second, firstLength, secondLength, control }),
  );
}
