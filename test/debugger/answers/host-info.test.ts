/** Specifies src/debugger/answers/host-info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is a machine of 64 bits without an operating system', () => {
  const triple = Buffer.from('x86_64-unknown-none').toString('hex');
  expect(converse().ask('qHostInfo')).toContain(`triple:${triple};`);
});

it('says that a watchpoint stops behind the access', () => {
  expect(converse().ask('qHostInfo')).toContain('watchpoint_exceptions_received:after;');
});
