/** The pages in docs/ say what the tables say. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pages } from '../src/cli/pages.ts';

const textAt = (path: string): string => {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('a page rendered from tables', () => {
  it.each([...pages(textAt)])('%s is as the tables have it', (path, text) => {
    expect(textAt(path) === text, `${path} is out of date: run npm run docs`).toBe(true);
  });
});
