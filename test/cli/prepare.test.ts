import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lock = { packages: { '': {}, 'node_modules/typescript': { version: '1' } } };
let project = '';

/** Puts every source into a file of its own. */
const bundler = `
  import { cpSync, readdirSync } from 'node:fs';
  for (const name of readdirSync('src').filter((name) => name.endsWith('.ts')))
    cpSync('src/' + name, 'dist/src/' + name.replace('.ts', '.js'));
`;

/** A project of one source file, with our compiler. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'textpoke-prepare-'));
  for (const folder of ['src/cli', 'protocol', 'node_modules']) {
    mkdirSync(join(project, folder), { recursive: true });
  }
  cpSync(join(root, 'src/cli/prepare.mjs'), join(project, 'src/cli/prepare.mjs'));
  symlinkSync(join(root, 'node_modules/typescript'), join(project, 'node_modules/typescript'));
  write('package-lock.json', JSON.stringify(lock));
  write('node_modules/.package-lock.json', JSON.stringify(lock));
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "outDir": "dist", "rootDir": ".", "types": [] } }',
  );
  write('src/cli/bundle.mjs', bundler);
  write('src/one.ts', 'export const one = 1;\n');
});
afterEach(() => rmSync(project, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(project, path), text);
}

function prepare(words: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(project, 'src/cli/prepare.mjs'), ...words],
    { encoding: 'utf8', env },
  );
  return { status, stderr };
}

describe('preparing', () => {
  it('builds when there is something new, removes what has no source, else says nothing', () => {
    expect(prepare()).toEqual({ status: 0, stderr: 'textpoke: building\n' });
    expect(prepare()).toEqual({ status: 0, stderr: '' });

    rmSync(join(project, 'src/one.ts'));
    write('src/two.ts', 'export const two = 2;\n');
    expect(prepare()).toEqual({ status: 0, stderr: 'textpoke: building\n' });

    expect(existsSync(join(project, 'dist/src/one.js'))).toBe(false);
    expect(existsSync(join(project, 'dist/src/two.js'))).toBe(true);
  });

  it('stops at sources that do not compile, and tries again the next time', () => {
    write('src/one.ts', 'export const one: string = 1;\n');

    expect(prepare().stderr).toMatch(/one\.ts.*\n.*do not compile, see above\n$/);
    expect(prepare().status).toBe(2);
  });

  it('stops where the program cannot be put together, and tries again the next time', () => {
    write('src/cli/bundle.mjs', 'process.exit(1);\n');

    expect(prepare().stderr).toMatch(/could not be put together, see above\n$/);
    expect(prepare().status).toBe(2);
  });

  it('installs packages when they are not those of the lock file', () => {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: {} }));
    write('npm.mjs', 'console.error(process.argv.slice(2).join(" ")); process.exit(7);\n');
    const env = { ...process.env, npm_execpath: join(project, 'npm.mjs') };

    const { status, stderr } = prepare([], env);

    expect(status).toBe(2);
    expect(stderr).toMatch(/installing packages.*\nci --include=dev.*\n.*npm ci has failed/);
  });

  it('names the packages that the tests need where it cannot install them', () => {
    prepare();

    const { status, stderr } = prepare(['--for-tests'], { ...process.env, PATH: '' });

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^textpoke: the tests need .*: gdb gcc binutils make lldb-19 qemu-system-x86 /,
    );
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
