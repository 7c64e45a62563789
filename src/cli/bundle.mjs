/** Puts the program together in dist/: a few files, and as data what can be worked out beforehand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, 'dist', 'src', 'cli');

const programs = {
  textpoke: join(root, 'src/cli/textpoke.ts'),
  'write-pages': join(root, 'src/cli/write-pages.ts'),
};

/**
 * Modules whose one value depends on nothing but the sources. In the program they are read from
 * files, and what they were made from, the meanings of all instructions, is not even there.
 * docs/decisions/0006-worked-out-by-the-build.md
 */
const beforehand = {
  decodeTables: {
    path: join(root, 'src/isa/decode/tables.ts'),
    write: ({ decodeTables }) => save('decode-tables.json', JSON.stringify(decodeTables)),
    module: `export const decodeTables = JSON.parse(read('decode-tables.json'));`,
  },
  emitted: {
    path: join(root, 'src/engine/emitted.ts'),
    write({ emitted }) {
      const { bytes, placements } = emitted();
      save('engine.wasm', bytes);
      save('engine.json', JSON.stringify(placements));
    },
    module: `
      const known = { bytes: read('engine.wasm'), placements: JSON.parse(read('engine.json')) };
      export const emitted = () => known;`,
  },
};

const reader = `
  import { readFileSync } from 'node:fs';
  const read = (name) => readFileSync(new URL(name, import.meta.url));
`;

mkdirSync(folder, { recursive: true });
await Promise.all([workOut(), bundle()]);

/** Runs the modules that are worked out beforehand, all of them on the same instruction set. */
async function workOut() {
  const all = 'worked-out';
  const exports = Object.values(beforehand).map(
    ({ path }) => `export * from ${JSON.stringify(path)};`,
  );
  const virtual = {
    name: all,
    resolveId: (id) => (id === all ? id : null),
    load: (id) => (id === all ? exports.join('\n') : null),
  };
  const made = await rolldown({ input: all, platform: 'node', plugins: [virtual] });
  const { output } = await made.generate({ format: 'esm' });
  const code = Buffer.from(output[0].code).toString('base64');
  const modules = await import(`data:text/javascript;base64,${code}`);
  for (const { write } of Object.values(beforehand)) write(modules);
}

async function bundle() {
  const texts = new Map(Object.values(beforehand).map(({ path, module }) => [path, module]));
  const replaced = {
    name: 'worked out beforehand',
    load(id) {
      const text = texts.get(id);
      return text === undefined ? null : { code: reader + text, moduleType: 'js' };
    },
  };
  const made = await rolldown({ input: programs, platform: 'node', plugins: [replaced] });
  await made.write({ dir: folder, format: 'esm', sourcemap: true });
}

function save(name, content) {
  writeFileSync(join(folder, name), content);
}
