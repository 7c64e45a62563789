import { expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';

it('textpoke gdbinit prints the script, and nothing else', async () => {
  let [stdout, stderr] = ['', ''];
  const code = await main(['gdbinit'], {
    createMachine,
    stdout: (bytes) => void (stdout += Buffer.from(bytes).toString()),
    stderr: (line) => void (stderr += line),
    interrupted: new AbortController().signal,
    version: '',
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^# Commands for a gdb/);
  expect(stdout).toMatch(/end\n$/);
});
