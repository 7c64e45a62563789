/** Specifies src/debugger/answers/transfer-threads.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('gives every CPU its name, its core and what it is doing', () => {
  expect(converse().ask('qXfer:threads:read::0,1000')).toContain(
    '<thread id="p1.2" core="1" name="CPU#1">running, ring 0, 64-bit</thread>',
  );
});
