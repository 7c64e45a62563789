import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function textpoke(...words: string[]) {
  const program = ['dist/src/cli/textpoke.js', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the program', () => {
  beforeAll(() => {
    spawnSync(process.execPath, ['src/cli/prepare.mjs'], { cwd: root, stdio: 'inherit' });
  });

  it('knows its version from wherever it was built to', () => {
    expect(textpoke('--version')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^textpoke \d+\.\d+\.\d+\n$/) as string,
      stderr: '',
    });
  });

  it('answers a mistake by one line on stderr and a documented status', () => {
    expect(textpoke('-smp', '0')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'textpoke: -smp 0: the number of CPUs is 1 to 32, for example -smp 4\n',
    });
    expect(textpoke('run', '/nonexistent').status).toBe(3);
  });
});
