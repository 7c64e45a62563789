import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteTable } from '../../src/patching/site-table.ts';
import type { SiteRow } from '../../src/patching/site-table.ts';
import { elfImage } from '../machine/boot/images.ts';
import { patchableImage, pointerDisplacement, tableBase, textBase } from './patchable-image.ts';
import type { PatchableShape } from './patchable-image.ts';

const pae = 6;
const never = 65;
const not = 0x8000;

/** A guest whose text has become `text`; pointers as linked unless given. */
function rowsWith(
  shape: PatchableShape,
  text: readonly number[] = shape.text,
  pointers = shape.pointers ?? [],
): readonly SiteRow[] {
  const data = new Uint8Array(new BigUint64Array(pointers).buffer);
  const table = siteTable(patchableImage(shape), (address, bytes) => {
    const offset = Number(address - textBase);
    return offset >= 0x4000
      ? data.subarray(offset - 0x4000, offset - 0x4000 + bytes)
      : Uint8Array.from(text.slice(offset, offset + bytes));
  });
  const rows = table.rows();
  if ('absent' in rows) throw new Error(rows.absent);
  return rows;
}

const statesWith = (shape: PatchableShape, text?: readonly number[]): string[] =>
  rowsWith(shape, text).map(({ state }) => state);

const bytes = (row: SiteRow | undefined, column: 'original' | 'intended' | 'current'): number[] => [
  ...(row?.[column] ?? []),
];

describe('a site table', () => {
  it('lists sites by address with names as gdb prints them, and features by name', () => {
    const rows = rowsWith({
      text: [0x90, 0xf8, 0xf8, 0xf8],
      symbols: { run: 0, site_second: 3 },
      features: { NEVER: never },
      entries: [
        { origin: 3, originBytes: 1, replacement: [0xf9], feature: not | never },
        { origin: 1, originBytes: 1, replacement: [0xf9], feature: pae },
        { origin: 2, originBytes: 1, replacement: [0xf9], feature: 70 },
      ],
    });

    expect(rows.map(({ symbol, address, feature }) => [symbol, address, feature])).toEqual([
      ['run+1', textBase + 1n, 'PAE'],
      ['run+2', textBase + 2n, 'feature 70'],
      ['site_second', textBase + 3n, 'not NEVER'],
    ]);
  });

  it('of an image without sites says so', () => {
    const none = siteTable(patchableImage({ text: [] }), () => new Uint8Array(0));
    const foreign = siteTable(Uint8Array.of(1, 2, 3, 4), () => new Uint8Array(0));

    expect(none.rows()).toEqual({ absent: 'this image has no .altinstructions section' });
    expect(foreign.rows()).toMatchObject({
      absent: expect.stringMatching(/^this image has no/) as string,
    });
  });

  it('of a damaged file is a table or a complaint, never an exception', () => {
    const file = patchableImage({
      text: [0xf8],
      symbols: { site: 0 },
      entries: [{ origin: 0, originBytes: 1, replacement: [0xf9], feature: pae }],
    });
    const images = fc.constantFrom(file, elfImage({ width: 32 }));
    const damage = fc.array(fc.tuple(fc.nat(file.length), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(images, damage, fc.nat(file.length), (image, places, length) => {
        const damaged = image.slice(0, Math.max(length, 1));
        for (const [offset, value] of places) damaged[offset % damaged.length] = value;
        const rows = siteTable(damaged, (_, count) => new Uint8Array(count)).rows();
        if ('absent' in rows) expect(rows.absent).toMatch(/^[^\n]+$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a site of one instruction', () => {
  const shape: PatchableShape = {
    text: [0xb8, 1, 0, 0, 0],
    entries: [{ origin: 0, originBytes: 5, replacement: [0xb8, 2, 3, 0, 0], feature: pae }],
  };

  it.each([
    ['pristine', [0xb8, 1, 0, 0, 0]],
    ['being written', [0xcc, 1, 0, 0, 0]],
    ['being written', [0xcc, 2, 3, 0, 0]],
    ['torn', [0xb8, 2, 0, 0, 0]],
    ['patched', [0xb8, 2, 3, 0, 0]],
  ])('is %s when its bytes are %j', (state, text) => {
    expect(statesWith(shape, text)).toEqual([state]);
  });

  it('is unreadable while it is not mapped, and says what it will be all the same', () => {
    const [row] = rowsWith(shape, []);

    expect(row?.state).toBe('unreadable');
    expect(bytes(row, 'intended')).toEqual([0xb8, 2, 3, 0, 0]);
  });
});

describe('a site with padding', () => {
  const shape: PatchableShape = {
    text: [0xff, 0xc0, 0x90, 0x90, 0x90],
    entries: [
      { origin: 0, originBytes: 2, paddingBytes: 3, replacement: [0xff, 0xc8], feature: pae },
    ],
  };

  it('is to be filled with NOPs, whichever the guest prefers', () => {
    expect(bytes(rowsWith(shape)[0], 'intended')).toEqual([0xff, 0xc8, 0x0f, 0x1f, 0x00]);
    expect(statesWith(shape, [0xff, 0xc8, 0x0f, 0x1f, 0x00])).toEqual(['patched']);
    expect(statesWith(shape, [0xff, 0xc8, 0x66, 0x66, 0x90])).toEqual(['patched']);
    expect(statesWith(shape, [0xff, 0xc8, 0x0f, 0x1f, 0x90])).toEqual(['torn']);
  });

  it('is skipped when only its NOPs became better ones', () => {
    const [row] = rowsWith(shape, [0xff, 0xc0, 0x0f, 0x1f, 0x00]);

    expect(row?.state).toBe('skipped');
    expect(bytes(row, 'intended')).toEqual([0xff, 0xc0, 0x0f, 0x1f, 0x00]);
  });

  it('is torn while it gets better NOPs, although another site has turned its entry down', () => {
    const decided: PatchableShape = {
      text: [...shape.text, 0x90, 0x90],
      entries: [
        ...(shape.entries ?? []),
        { origin: 5, originBytes: 0, paddingBytes: 2, replacement: [0xff, 0xc0], feature: pae },
      ],
    };
    const [row, other] = rowsWith(decided, [0xff, 0xc0, 0x66, 0x1f, 0x00, 0x66, 0x90]);

    expect([row?.state, other?.state]).toEqual(['torn', 'skipped']);
    expect(bytes(row, 'intended')).toEqual([0xff, 0xc0, 0x0f, 0x1f, 0x00]);
  });
});

describe('what one site shows about a feature', () => {
  const shape: PatchableShape = {
    text: [0xf8, 0xf8, 0x90, 0x90],
    entries: [
      { origin: 0, originBytes: 1, replacement: [0xf9], feature: pae },
      { origin: 1, originBytes: 1, replacement: [0xfc], feature: not | pae },
      { origin: 2, originBytes: 0, paddingBytes: 2, replacement: [0xff, 0xc0], feature: never },
    ],
  };

  it('decides that another one is skipped, although its bytes stay as they were', () => {
    expect(statesWith(shape)).toEqual(['pristine', 'pristine', 'pristine']);
    expect(statesWith(shape, [0xf9, 0xf8, 0x66, 0x90])).toEqual(['patched', 'skipped', 'skipped']);
  });

  it('decides nothing when two sites contradict each other', () => {
    expect(statesWith(shape, [0xf9, 0xfc, 0x90, 0x90])).toEqual(['patched', 'patched', 'pristine']);
  });
});

describe('two entries on one origin', () => {
  const shape: PatchableShape = {
    text: [0xb0, 1, 0xf8],
    entries: [
      { origin: 0, originBytes: 2, replacement: [0xb0, 2], feature: pae },
      { origin: 0, originBytes: 2, replacement: [0xb0, 3], feature: never },
      { origin: 2, originBytes: 1, replacement: [0xf9], feature: not | never },
    ],
  };

  it('are two rows, each with what it would put there', () => {
    const rows = rowsWith(shape);

    expect(rows.map(({ feature, state }) => [feature, state])).toEqual([
      ['PAE', 'pristine'],
      ['feature 65', 'pristine'],
      ['not feature 65', 'pristine'],
    ]);
    expect(bytes(rows[0], 'intended')).toEqual([0xb0, 2]);
    expect(bytes(rows[1], 'intended')).toEqual([0xb0, 3]);
  });

  it('are told apart by whose bytes stand there', () => {
    expect(statesWith(shape, [0xb0, 2, 0xf9])).toEqual(['patched', 'skipped', 'patched']);
    expect(statesWith(shape, [0xb0, 3, 0xf8])).toEqual(['skipped', 'patched', 'skipped']);
  });

  it('wait for their turn only if their feature is as wanted', () => {
    expect(statesWith(shape, [0xb0, 1, 0xf9])).toEqual(['pristine', 'skipped', 'patched']);
    expect(statesWith(shape, [0xcc, 1, 0xf9])).toEqual(['being written', 'skipped', 'patched']);
  });

  it('are told apart by other sites where both have the same bytes', () => {
    const alike: PatchableShape = {
      text: [0xb0, 1, 0xf8],
      entries: [
        { origin: 0, originBytes: 2, replacement: [0xb0, 2], feature: pae },
        { origin: 0, originBytes: 2, replacement: [0xb0, 2], feature: never },
        { origin: 2, originBytes: 1, replacement: [0xf9], feature: pae },
      ],
    };

    expect(statesWith(alike, [0xb0, 2, 0xf9])).toEqual(['patched', 'skipped', 'patched']);
  });
});

describe('a replacement that begins with a relative call', () => {
  it('reaches from the site what it reached from where it was stored', () => {
    // Stored at text + 0x1000; its target is text + 0x10.
    const stored = [0xe8, ...[0x0b, 0xf0, 0xff, 0xff]];
    const [row] = rowsWith({
      text: [0x90, 0x90, 0x90, 0x90, 0x90],
      entries: [{ origin: 0, originBytes: 0, paddingBytes: 5, replacement: stored, feature: pae }],
    });

    expect(bytes(row, 'intended')).toEqual([0xe8, 0x0b, 0, 0, 0]);
  });
});

describe('an indirect call', () => {
  const shape: PatchableShape = {
    text: [0xff, 0x15, ...pointerDisplacement(0, 0)],
    entries: [],
    calls: [0],
    pointers: [textBase + 0x106n],
  };

  it('becomes a direct one to where its pointer points now', () => {
    const direct = [0x2e, 0xe8, 0x00, 0x01, 0, 0];
    expect(rowsWith(shape)[0]).toMatchObject({ state: 'pristine', kind: 'altcall' });
    expect(bytes(rowsWith(shape)[0], 'intended')).toEqual(direct);
    expect(rowsWith(shape, direct)[0]?.state).toBe('patched');

    const [moved] = rowsWith(shape, direct, [textBase + 0x206n]);
    expect(bytes(moved, 'intended')).toEqual([0x2e, 0xe8, 0x00, 0x02, 0, 0]);
    expect(moved?.state).toBe('torn');
  });

  it('that calls a function is patched, wherever the pointer points by now', () => {
    const named = { ...shape, symbols: { operation: 0x106 } };
    const direct = [0x2e, 0xe8, 0x00, 0x01, 0, 0];

    expect(rowsWith(named, direct, [textBase])[0]?.state).toBe('patched');
    expect(rowsWith(named, [0x2e, 0xe8, 0x01, 0x01, 0, 0], [textBase])[0]?.state).toBe('torn');
  });

  it('may also become a plain call and a NOP, as older Xen writes it', () => {
    expect(rowsWith(shape, [0xe8, 0x01, 0x01, 0, 0, 0x90])[0]?.state).toBe('patched');
  });

  it('through a null pointer becomes a trap', () => {
    expect(bytes(rowsWith(shape, shape.text, [0n])[0], 'intended')).toEqual([
      0x0f, 0x0b, 0x0f, 0x0b, 0x0f, 0x0b,
    ]);
  });
});

describe('a table with symbols around it, as in Xen', () => {
  const shape: PatchableShape = {
    text: [0xf8, 0xff, 0x15, ...pointerDisplacement(1, 0)],
    entries: [
      { origin: 0, originBytes: 1, replacement: [0xf9], feature: pae },
      { origin: 1, originBytes: 6, replacement: [0xe8, 0xfb, 0xff, 0xff, 0xff], feature: never },
    ],
    tableBySymbols: true,
  };

  /** The states while the first entry's mark is `mark`, or the table is not mapped. */
  function statesWithMark(mark: number | undefined): string[] {
    const table = siteTable(patchableImage(shape), (address, count) => {
      const offset = Number(address - textBase);
      if (address >= tableBase) return Uint8Array.of(...(mark === undefined ? [] : [mark]));
      return Uint8Array.from(shape.text.slice(offset, offset + count));
    });
    const rows = table.rows();
    if ('absent' in rows) throw new Error(rows.absent);
    return rows.map(({ kind, state }) => `${kind} ${state}`);
  }

  it('is found, and tells a call to itself for a call to be made direct', () => {
    const direct = [0xe8, 0xfa, 0, 0, 0, 0x90];
    const [row, call] = rowsWith({ ...shape, pointers: [textBase + 0x100n] });

    expect(row?.kind).toBe('alternative');
    expect(call).toMatchObject({ kind: 'altcall', feature: 'always', state: 'pristine' });
    expect(bytes(call, 'intended')).toEqual(direct);
  });

  it('says by its marks what was passed by, and by being freed that all was', () => {
    expect(statesWithMark(0)[0]).toBe('alternative pristine');
    expect(statesWithMark(1)[0]).toBe('alternative skipped');
    expect(statesWithMark(undefined)[0]).toBe('alternative skipped');
  });
});
