/** Segment registers and the tables they are loaded from, the hidden parts too (SDM 3A 3.4.3). */
import { cpuCell, segment, segmentCell, segmentIndex } from '../memory/layout.ts';
import { at, remap, type Place } from './register-place.ts';

const parts = [
  { suffix: '', cell: segmentCell.selector, bytes: 4 },
  { suffix: '_base', cell: segmentCell.base, bytes: 8 },
  { suffix: '_limit', cell: segmentCell.limit, bytes: 4 },
  { suffix: '_attr', cell: segmentCell.attributes, bytes: 4 },
] as const;

const names = Object.keys(segmentIndex) as (keyof typeof segmentIndex)[];

/** Each part is written alone: a debugger's new selector loads no descriptor. */
export const segmentPlaces: readonly [string, Place][] = [
  ...names.flatMap((name) =>
    parts.map(({ suffix, cell, bytes }): [string, Place] => [
      `${name}${suffix}`,
      at(segment(name) + cell, bytes, name === 'cs' ? remap : undefined),
    ]),
  ),
  ['gdtr_base', at(cpuCell.gdtrBase, 8)],
  ['gdtr_limit', at(cpuCell.gdtrLimit, 2)],
  ['idtr_base', at(cpuCell.idtrBase, 8)],
  ['idtr_limit', at(cpuCell.idtrLimit, 2)],
];
