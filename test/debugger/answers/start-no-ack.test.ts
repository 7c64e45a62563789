/** Specifies src/debugger/answers/start-no-ack.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('ends acknowledgements', () => {
  const gdb = converse();
  expect(gdb.seat.acknowledges).toBe(true);
  expect(gdb.ask('QStartNoAckMode')).toBe('OK');
  expect(gdb.seat.acknowledges).toBe(false);
});
