/** The instructions said to be absent are, and no others. */
import { describe, expect, it } from 'vitest';
import { families, opcodeMaps } from '../../src/isa/catalogue.ts';
import {
  absentInstructions,
  partialInstructions,
  prefixesAndEscapes,
} from '../../src/report/absent-instructions.ts';
import { opcodesIn } from '../../src/report/opcodes.ts';
import type { Opcode } from '../../src/report/opcodes.ts';
import { mnemonics } from '../../src/report/pages/instructions.ts';

const named = absentInstructions.flatMap(({ opcodes }) => opcodesIn(opcodes));

const rowsAt = ({ map, opcode }: Opcode) => opcodeMaps[map]?.[opcode] ?? [];

const places = ['', '0F'].flatMap((map) =>
  Array.from({ length: 256 }, (_, opcode): Opcode => ({ map, opcode, digit: undefined })),
);

const textOf = ({ map, opcode }: Opcode): string => `${map} ${opcode.toString(16)}`.trim();

describe('an opcode', () => {
  it('that is named as absent has no row', () => {
    const there = named.filter((place) =>
      rowsAt(place).some(({ digit }) => place.digit === undefined || digit === place.digit),
    );

    expect(there.map(textOf)).toEqual([]);
  });

  it('without any row is named, unless it is a prefix or an escape', () => {
    const known = new Set([...named, ...opcodesIn(prefixesAndEscapes)].map(textOf));
    const silent = places.filter((place) => rowsAt(place).length === 0);

    expect(silent.map(textOf).filter((text) => !known.has(text))).toEqual([]);
  });
});

describe('the words about instructions', () => {
  const meanings = new Set(
    Object.values(families).flatMap((rows) => rows.map((r) => r.meaning.name)),
  );

  it('are about instructions that are there', () => {
    const spoken = [...Object.keys(partialInstructions), ...Object.keys(mnemonics)];

    expect(spoken.filter((name) => !meanings.has(name))).toEqual([]);
  });
});
