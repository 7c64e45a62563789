/** Specifies src/debugger/answers/file-set-root.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has the same file for every process', () => {
  expect(converse().ask('vFile:setfs:0')).toBe('F0');
  expect(converse().ask('vFile:setfs:1')).toBe('F0');
});
