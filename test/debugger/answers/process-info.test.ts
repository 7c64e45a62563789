/** Specifies src/debugger/answers/process-info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is process 1, which runs no server of ours', () => {
  expect(converse().ask('qProcessInfo')).toMatch(/^pid:1;triple:/);
});
