/** Rows of vector instructions that come in the usual forms: MMX, SSE, VEX.128 and VEX.256. */
import type { FeatureName } from '../features.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';

/** Features of the MMX form, if there is one, and of the SSE form. */
export interface LegacyFeatures {
  readonly mmx?: FeatureName;
  readonly sse: FeatureName;
}

export const sinceMmx: LegacyFeatures = { mmx: 'mmx', sse: 'sse2' };
export const sinceSse: LegacyFeatures = { mmx: 'sse', sse: 'sse2' };
export const sinceSse2: LegacyFeatures = { sse: 'sse2' };
export const sinceSsse3: LegacyFeatures = { mmx: 'ssse3', sse: 'ssse3' };
export const sinceSse41: LegacyFeatures = { sse: 'sse4.1' };
export const sinceSse42: LegacyFeatures = { sse: 'sse4.2' };

const oneFewer = (operands: string): string => operands.replace(/Hx,/, '');

/**
 * An instruction on integers: with a VEX prefix it has one source more (`Hx`) if `operands` says
 * so, and 256 bits came later than 128 (SDM 2A 2.4).
 */
export function integers(
  meaning: Meaning,
  opcode: string,
  { mmx, sse }: LegacyFeatures,
  operands = 'Vx,Hx,Wx',
): Row[] {
  const legacy = oneFewer(operands);
  const small = legacy
    .replace('Vx', 'Pq')
    .replace(/Wx|Wdq/, 'Qq')
    .replace('Ux', 'Nq');
  return rows(
    meaning,
    ...(mmx === undefined ? [] : [`${opcode} ${small} ; np @${mmx}`]),
    `66. ${opcode} ${legacy} ; @${sse}`,
    `VEX.128. 66. ${opcode} ${operands} ; @avx`,
    `VEX.256. 66. ${opcode} ${operands} ; @avx2`,
  );
}

/** Single and double precision under no prefix and 66, in both lengths since AVX. */
export function floats(
  { ps, pd }: { ps: Meaning; pd: Meaning },
  opcode: string,
  operands = 'Vx,Hx,Wx',
): Row[] {
  const legacy = oneFewer(operands);
  return [
    ...rows(ps, `${opcode} ${legacy} ; np @sse`, `VEX. ${opcode} ${operands} ; np @avx`),
    ...rows(pd, `66. ${opcode} ${legacy} ; @sse2`, `VEX. 66. ${opcode} ${operands} ; @avx`),
  ];
}
