/** Specifies src/debugger/answers/query-supported.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('announces features, and remembers those of gdb', () => {
  const gdb = converse({ features: 'qSupported' });
  expect(gdb.ask('?')).toContain('thread:1;');
  expect(gdb.ask('qSupported:multiprocess+')).toContain('swbreak+');
  expect(gdb.ask('?')).toContain('thread:p1.1;');
});
