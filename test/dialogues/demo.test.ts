/** `npm run demo`, as a user sees it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from './harness.ts';

const root = join(import.meta.dirname, '..', '..');

it('the demo tells the story of one site torn and one written live', async () => {
  const demo = spawnSync('npm', ['run', '--silent', 'demo'], { cwd: root, encoding: 'utf8' });

  expect(demo.status).toBe(0);
  await compare('demo', demo.stdout.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT'));
});
