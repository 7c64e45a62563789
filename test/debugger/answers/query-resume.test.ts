/** Specifies src/debugger/answers/query-resume.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lists the four actions without which gdb would not use vCont, and more', () => {
  expect(converse().ask('vCont?')).toBe('vCont;c;C;s;S;t;r');
});
