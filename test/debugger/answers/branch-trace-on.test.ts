/** Specifies src/debugger/answers/branch-trace-on.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseWithTrace } from '../with-trace.ts';

it('begins with the CPU that Hg has chosen, once', () => {
  const { say } = converseWithTrace();
  say('Hgp1.2');
  expect([say('Qbtrace:bts'), say('Qbtrace:bts')]).toEqual(['OK', 'E01']);
  say('Hgp1.1');
  expect(say('Qbtrace:bts')).toBe('OK');
});

it('is refused where nothing of the past is kept, and to observers', () => {
  const gdb = converse();
  expect(gdb.ask('Qbtrace:bts')).toBe('E01');
  expect(gdb.join().ask('Qbtrace:bts')).toBe('E01');
});
