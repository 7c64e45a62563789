/** Comparison of numbers taken apart (SDM 1 4.8.3, 2A COMISD, FCOM). */
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import { numbers } from './arithmetic.ts';
import { exception, kind, signal } from './number.ts';
import type { FloatScope } from './routines.ts';

/** How a stands to b, in the order of the predicates of CMPPS: a bit each. */
export const relation = { equal: 1, less: 2, unordered: 4, greater: 8 } as const;

export function defineComparison({ module, routines: r }: FloatScope): void {
  module.define(r.floatCompare, (f, quiet) => {
    const { a, b } = numbers(f);
    const isNan = (what: number): Value => a.get('kind').geU(what).or(b.get('kind').geU(what));
    f.if(isNan(kind.quiet), () => {
      const isInvalid = isNan(kind.signalling).or(quiet.isZero());
      signal(f, isInvalid.mul(exception.invalid));
      f.return(relation.unordered);
    });
    signal(f, a.get('denormal').or(b.get('denormal')).mul(exception.denormal));
    f.if(a.is('zero').and(b.is('zero')), () => f.return(relation.equal));
    const sign = f.let(a.get('sign'));
    const lessIf = (is: Value): Value => select(is, i32(relation.less), i32(relation.greater));
    // A zero's sign says nothing about the other number.
    f.if(a.is('zero'), () => f.return(lessIf(b.get('sign').isZero())));
    f.if(b.is('zero'), () => f.return(lessIf(sign)));
    f.if(sign.ne(b.get('sign')), () => f.return(lessIf(sign)));
    f.if(a.get('kind').ne(b.get('kind')), () =>
      f.return(lessIf(a.get('kind').ltU(b.get('kind')).xor(sign))),
    );
    f.if(a.is('infinity'), () => f.return(relation.equal));
    f.if(a.get('exponent').ne(b.get('exponent')), () =>
      f.return(lessIf(a.get('exponent').ltS(b.get('exponent')).xor(sign))),
    );
    f.if(a.get('high').eq(b.get('high')), () => f.return(relation.equal));
    f.return(lessIf(a.get('high').ltU(b.get('high')).xor(sign)));
  });
}
