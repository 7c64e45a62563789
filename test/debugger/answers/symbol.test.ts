/** Specifies src/debugger/answers/symbol.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('wants no symbol', () => {
  expect(converse().ask('qSymbol::')).toBe('OK');
});
