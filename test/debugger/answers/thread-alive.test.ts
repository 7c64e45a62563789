/** Specifies src/debugger/answers/thread-alive.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('knows which CPUs there are', () => {
  const gdb = converse({ cpuCount: 3 });
  expect([gdb.ask('Tp1.3'), gdb.ask('Tp1.4')]).toEqual(['OK', 'E03']);
});
