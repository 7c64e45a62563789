/** `npm run demo`, as a user sees it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isThere, notThere } from '../xen/xen.ts';
import { compare } from './harness.ts';

const root = join(import.meta.dirname, '..', '..');

async function compareDemo(transcript: string, ...words: readonly string[]): Promise<void> {
  const call = ['run', '--silent', 'demo', '--', ...words];
  const demo = spawnSync('npm', call, { cwd: root, encoding: 'utf8' });

  expect(demo.status).toBe(0);
  await compare(transcript, demo.stdout.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT'));
}

describe('the demo', () => {
  it('tells the story of one site torn and one written live', async () => {
    await compareDemo('demo');
  });

  if (isThere) {
    it('tells the story of Xen and its machine check', async () => {
      await compareDemo('xen-demo', 'xen');
    });
  } else it.skip(notThere);

  it('names the stories that there are', () => {
    const demo = spawnSync('node', ['examples/demo.mjs', 'zen'], { cwd: root, encoding: 'utf8' });

    expect(demo.status).toBe(2);
    expect(demo.stderr).toBe('textpoke: no demo is called zen; there is: xen\n');
  });
});
