import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Journal, JournalRecord } from '../../../protocol/journal/journal.ts';
import { isBefore, printJournal, readJournal } from '../../../protocol/journal/journal.ts';
import { anyEvent } from './any-event.ts';

const moments = fc.record({
  steps: fc.nat(2 ** 31),
  idle: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e15, noNaN: true })),
});

const inOrder = (records: JournalRecord[]): JournalRecord[] =>
  records.sort(({ at: one }, { at: other }) => (isBefore(one, other) ? -1 : 1));

const journals: fc.Arbitrary<Journal> = fc.record({
  machine: fc.constant('{"cpuCount":2}'),
  records: fc.array(fc.record({ at: moments, event: anyEvent }), { maxLength: 12 }).map(inOrder),
  end: fc.constant({ at: { steps: 2 ** 40, idle: 0 }, digest: 'abc' }),
});

describe('a journal', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        expect(readJournal(printJournal(journal))).toEqual({ ...journal, damage: undefined });
      }),
    );
  });

  it('that is cut anywhere is good up to its last whole record, and says so', () => {
    fc.assert(
      fc.property(journals, fc.double({ min: 0, max: 0.999, noNaN: true }), (journal, share) => {
        const text = printJournal(journal);
        const read = readJournal(text.slice(0, Math.floor(text.length * share)));
        if ('malformed' in read) return;
        expect(journal.records.slice(0, read.records.length)).toEqual(read.records);
        expect(read.damage).toBeDefined();
      }),
    );
  });

  it('in which a byte is changed is good up to the line of that byte', () => {
    fc.assert(
      fc.property(journals, fc.nat(), (journal, place) => {
        const text = printJournal(journal);
        const at = place % text.length;
        const changed = text.charCodeAt(at) === 0x21 ? '"' : '!';
        const read = readJournal(text.slice(0, at) + changed + text.slice(at + 1));
        if ('malformed' in read) return;
        const linesBefore = text.slice(0, at).split('\n').length - 1;
        expect(read.records.length).toBeLessThanOrEqual(Math.max(0, linesBefore - 2));
        expect(read.damage).toBeDefined();
      }),
    );
  });

  it('without an end says that it has none', () => {
    const text = printJournal({ machine: '{}', records: [], end: undefined });
    expect(readJournal(text)).toMatchObject({ damage: 'it has no end record' });
  });

  it.each([
    ['', 'it does not begin like a journal of textpoke'],
    ['hello\n', 'it does not begin like a journal of textpoke'],
  ])('is not %j', (text, malformed) => {
    expect(readJournal(text)).toEqual({ malformed });
  });

  it('of another version is refused by its number', () => {
    const text = printJournal({ machine: '{}', records: [], end: undefined });
    const [, ...rest] = text.split('\n');
    const sum = '5d7b7f4e';
    expect(readJournal([`textpoke-journal 2 ~${sum}`, ...rest].join('\n'))).toHaveProperty(
      'malformed',
    );
  });
});
