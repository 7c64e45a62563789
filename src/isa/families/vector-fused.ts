/** Fused multiply and add (SDM 1 14.5): one rounding for both. */
import { fusedBit, laneOperation } from '../float/lanes.ts';
import { fusedOrder } from '../routines/vector-float.ts';
import type { Row } from '../row.ts';
import { rows } from '../row.ts';
import type { Shape } from './vector-floats.ts';
import { float } from './vector-floats.ts';

const { negateProduct, negateAddend, alternate } = fusedBit;

/** Mnemonic, low digit of the opcode, and what turns its sign; those from 8 on have scalars too. */
// prettier-ignore
const operations: readonly (readonly [string, number, number])[] = [
  ['fmaddsub', 6, alternate],
  ['fmsubadd', 7, alternate | negateAddend],
  ['fmadd',    8, 0],
  ['fmsub',    0xa, negateAddend],
  ['fnmadd',   0xc, negateProduct],
  ['fnmsub',   0xe, negateProduct | negateAddend],
];

/** Which operands are multiplied, the high digit of the opcode, and the one that is added. */
const orders = [
  ['132', 9, 'second'],
  ['213', 0xa, 'third'],
  ['231', 0xb, 'first'],
] as const;

const forms: readonly (readonly [string, Shape, string])[] = [
  ['s', { from: 'single', to: 'single' }, 'w0'],
  ['d', { from: 'double', to: 'double' }, 'w1'],
];

export const vectorFused: readonly Row[] = operations.flatMap(([name, low, signs]) =>
  orders.flatMap(([digits, high, added]) =>
    forms.flatMap(([suffix, shape, w]) => {
      const fused = { ...shape, added: fusedOrder[added] };
      const opcode = (high * 16 + low).toString(16).toUpperCase();
      const scalarOpcode = (high * 16 + low + 1).toString(16).toUpperCase();
      const operation = laneOperation.fused + signs;
      const [packed, scalar] = [`v${name}${digits}p${suffix}`, `v${name}${digits}s${suffix}`];
      const one = `Vs${suffix},Hs${suffix},Ws${suffix}`;
      return [
        ...rows(float(packed, operation, fused), `VEX. 66. 0F 38 ${opcode} Vx,Hx,Wx ; ${w} @fma`),
        ...(low < 8
          ? []
          : rows(
              float(scalar, operation, { ...fused, count: 1, keep: true }),
              `VEX. 66. 0F 38 ${scalarOpcode} ${one} ; ${w} @fma`,
            )),
      ];
    }),
  ),
);
