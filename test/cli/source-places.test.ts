import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { inSources } from '../../src/cli/source-places.ts';

const folder = mkdtempSync(join(tmpdir(), 'textpoke-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Its second line comes from the third of `src/one.ts`, from column 5 on. */
const map = { version: 3, sources: ['src/one.ts'], names: [], mappings: ';AAEI' };
const built = join(folder, 'one.js');
writeFileSync(`${built}.map`, JSON.stringify(map));

describe('a stack trace of the built program', () => {
  it('names the sources', () => {
    const stack = `Error: no\n    at f (${pathToFileURL(built).href}:2:1)`;

    const source = relative(process.cwd(), join(folder, 'src/one.ts'));
    expect(inSources(stack)).toBe(`Error: no\n    at f (${source}:3:5)`);
  });

  it('stays as it is where nothing is known', () => {
    const stack = 'Error: no\n    at file:///nowhere/two.js:1:1\n    at node:fs:1:1';

    expect(inSources(stack)).toBe(stack);
  });
});
