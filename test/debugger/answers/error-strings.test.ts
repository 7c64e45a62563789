/** Specifies src/debugger/answers/error-strings.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has the reason sent behind the number', () => {
  const lldb = converse();
  lldb.ask('QEnableErrorStrings');
  expect(lldb.ask('pffff')).toBe(`E16;${Buffer.from('no register 65535').toString('hex')}`);
});
