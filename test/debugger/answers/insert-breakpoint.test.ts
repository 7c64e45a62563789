/** Specifies src/debugger/answers/insert-breakpoint.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('never changes guest memory', () => {
  const gdb = converse();
  expect(gdb.ask('Z0,1000,1')).toBe('OK');
  expect(gdb.ask('m1000,1')).toBe('90');
});

it('can stand where nothing is mapped yet', () => {
  expect(converse().ask('Z0,ffffffff80200000,1')).toBe('OK');
});

it('refuses to watch what is not mapped, and says so', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  expect(gdb.ask('Z2,ffffffff80200000,8')).toBe(
    'E.0xffffffff80200000 is not mapped on CPU 0, so not watched',
  );
});
