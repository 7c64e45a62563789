/** `npm run docs`: writes the pages of docs/ that differ from the tables. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.ts';

/** The program runs from dist/src/cli/. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

for (const [path, text] of pages((name) => readFileSync(join(root, name), 'utf8'))) {
  const file = join(root, path);
  if (textOf(file) === text) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stderr.write(`textpoke: wrote ${path}\n`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
