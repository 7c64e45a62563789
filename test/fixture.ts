/** The guests' images, wherever this was compiled to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function rootOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootOf(dirname(folder));
}

/** The folder of the project. */
export const root = rootOf(import.meta.dirname);

export const fixture = (path: string): Buffer => readFileSync(join(root, 'fixtures', path));
