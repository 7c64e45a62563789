/** Specifies src/debugger/answers/query-step-bits.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('names the bits of a step', () => {
  expect(converse().ask('qqemu.sstepbits')).toBe('ENABLE=1,NOIRQ=2');
});
