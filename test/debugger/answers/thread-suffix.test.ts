/** Specifies src/debugger/answers/thread-suffix.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('allows to say in a packet whose registers are meant', () => {
  const lldb = converse();
  expect(lldb.ask('QThreadSuffixSupported')).toBe('OK');
  expect(lldb.ask('p10;thread:0002;')).toBe('0011000000000000');
});
