/** Specifies src/cli/journal-file.ts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JournalFile } from '../../src/cli/journal-file.ts';
import { isCliRefusal } from '../../src/cli/refusals.ts';

const machine = { textpoke: '1.2.3', words: [], digest: '' };

describe('a journal on disk', () => {
  it('tells once where nothing can be written any more, and lets the run go on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'textpoke-journal-'));
    const path = join(folder, 'journal');
    const told: string[] = [];
    const journal = JournalFile.prepare(path, machine, (problem) => told.push(problem));
    if (isCliRefusal(journal)) throw new Error(journal.refusal);
    journal.begin();
    expect(readFileSync(path, 'utf8')).toMatch(/^textpoke-journal/);

    rmSync(folder, { recursive: true });
    journal.replace([]);
    journal.replace([]);
    journal.end({ steps: 0, idle: 0 }, '');
    expect(told).toEqual([`the journal '${path}' ends here: there is no such folder`]);
  });
});
