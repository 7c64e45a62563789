import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitted } from '../../src/engine/emitted.ts';
import { decodeTables } from '../../src/isa/decode/tables.ts';
import { root } from '../fixture.ts';

const folder = join(root, 'dist/src/cli');
const file = (name: string): Buffer => readFileSync(join(folder, name));
const json = (name: string): unknown => JSON.parse(file(name).toString());

beforeAll(() => {
  spawnSync(process.execPath, ['src/cli/prepare.mjs'], { cwd: root, stdio: 'inherit' });
});

describe('what the build works out beforehand is what the sources work out', () => {
  it('the WebAssembly module, byte by byte', () => {
    expect(file('engine.wasm').equals(emitted().bytes)).toBe(true);
  });

  it('the place of each meaning in it', () => {
    expect(json('engine.json')).toEqual(emitted().placements);
  });

  it("the decoder's tables", () => {
    expect(json('decode-tables.json')).toEqual(decodeTables);
  });
});

describe('the program', () => {
  /** Files that the program loads to run an image, from the first one on. */
  function loaded(name: string, known = new Set<string>()): ReadonlySet<string> {
    if (known.has(name)) return known;
    known.add(name);
    const imports = file(name)
      .toString()
      .matchAll(/from ?"\.\/([^"]+)"/g);
    for (const [, next = ''] of imports) loaded(next, known);
    return known;
  }

  it('runs an image without the code of any instruction', () => {
    const run = readdirSync(folder).find((name) => /^run-.*\.js$/.test(name)) ?? '';
    const files = [...loaded('textpoke.js'), ...loaded(run)];
    const sources = files.flatMap(
      (name) => (json(`${name}.map`) as { sources: readonly string[] }).sources,
    );

    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter((path) => /isa\/(families|catalogue|float|x87)/.test(path))).toEqual([]);
  });
});
