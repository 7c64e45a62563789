import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/exit-codes.ts';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';
import { root } from '../fixture.ts';

let folder: string;
let journal: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textpoke-journal-'));
  journal = join(folder, 'journal');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function run(...words: readonly string[]) {
  const shown: Uint8Array[] = [];
  const said: string[] = [];
  const code = await main(words, {
    createMachine,
    stdout: (bytes) => shown.push(bytes),
    stderr: (line) => said.push(line),
    interrupted: new AbortController().signal,
    version: '1.2.3',
  });
  return { code, console: Buffer.concat(shown).toString('utf8'), said: said.join('\n') };
}

describe('a recorded run', () => {
  it('is lived through again, to the same console and the same state', async () => {
    const recorded = await run('run', '-smp', '3', '--record', journal);
    const replayed = await run('replay', journal);
    expect(recorded.code).toBe(exitCode.fine);
    expect(replayed.code).toBe(exitCode.fine);
    expect(replayed.console).toBe(recorded.console);
    expect(replayed.said).toContain('the state is the recorded one');
  });

  it('twice makes the same journal, byte for byte', async () => {
    await run('run', '-smp', '2', '--record', journal);
    const first = readFileSync(journal);
    await run('run', '-smp', '2', '--record', journal);
    expect(readFileSync(journal)).toEqual(first);
  });

  it('whose journal is cut is lived through as far as it goes, and that is said', async () => {
    await run('run', '--record', journal);
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.slice(0, -10));
    const { code, said } = await run('replay', journal);
    expect(code).toBe(exitCode.fine);
    expect(said).toContain('is not whole (line 3 is cut short); it is good up to moment 0');
  });

  it('is found out if it does not end in the recorded state', async () => {
    await run('run', '--record', journal);
    const image = readFileSync(journal, 'utf8');
    const { printJournal, readJournal } = await import('../../protocol/journal/journal.ts');
    const read = readJournal(image);
    if ('malformed' in read || read.end === undefined) throw new Error('a whole journal');
    writeFileSync(journal, printJournal({ ...read, end: { ...read.end, digest: 'another' } }));
    const { code, said } = await run('replay', journal);
    expect(code).toBe(exitCode.defect);
    expect(said).toContain('not in the recorded state');
  });
});

describe('a journal is refused', () => {
  it('by another version', async () => {
    await run('run', '--record', journal);
    writeFileSync(journal, readFileSync(journal, 'utf8'));
    const code = await main(['replay', journal], {
      createMachine,
      stdout: () => undefined,
      stderr: (line) => expect(line).toContain('textpoke 1.2.3 recorded it, and this is 9'),
      interrupted: new AbortController().signal,
      version: '9',
    });
    expect(code).toBe(exitCode.image);
  });

  it('with another image', async () => {
    await run('run', '--record', journal);
    const other = join(root, 'fixtures/guests/nmi-latch.elf');
    const { code, said } = await run('replay', journal, '-kernel', other);
    expect(code).toBe(exitCode.image);
    expect(said).toContain('are not what was recorded');
  });

  it('with another machine', async () => {
    await run('run', '--record', journal);
    const { code, said } = await run('replay', journal, '-smp', '7');
    expect(code).toBe(exitCode.usage);
    expect(said).toContain('-smp: the journal says what the machine is');
  });

  it('if it is none, or is not there, or is not named', async () => {
    writeFileSync(journal, 'something else\n');
    expect((await run('replay', journal)).said).toContain('it does not begin like a journal');
    expect((await run('replay', join(folder, 'nowhere'))).said).toContain('cannot replay');
    expect((await run('replay')).said).toContain('replay lives through a journal again');
  });
});

describe('--record', () => {
  it('does not overwrite what is no journal', async () => {
    writeFileSync(journal, 'precious');
    const { code, said } = await run('run', '--record', journal);
    expect(code).toBe(exitCode.usage);
    expect(said).toContain('is no journal of textpoke');
    expect(readFileSync(journal, 'utf8')).toBe('precious');
  });

  it('says why a journal cannot be written', async () => {
    const path = join(folder, 'no/such/folder');
    const { code, said } = await run('run', '--record', path);
    expect(code).toBe(exitCode.usage);
    expect(said).toBe(`textpoke: --record '${path}': cannot write it: there is no such folder`);
  });

  it.each(['/dev/zero', '/'])('writes to no %s', async (path) => {
    const { code, said } = await run('run', '--record', path);
    expect(code).toBe(exitCode.usage);
    expect(said).toContain('is no journal of textpoke');
  });

  it('leaves an older journal alone where no run begins', async () => {
    await run('run', '--record', journal);
    const before = readFileSync(journal);
    const nowhere = `unix:${join(folder, 'no/such/door')}`;
    const { code } = await run('gdb', '-smp', '2', '-gdb', nowhere, '--record', journal);
    expect(code).toBe(exitCode.usage);
    expect(readFileSync(journal)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['journal']);
  });
});
