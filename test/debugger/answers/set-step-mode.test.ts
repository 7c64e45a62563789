/** Specifies src/debugger/answers/set-step-mode.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is remembered for this client, and unknown to the next', () => {
  const gdb = converse();
  expect([gdb.ask('Qqemu.sstep=3'), gdb.ask('qqemu.sstep')]).toEqual(['OK', '0x3']);
  expect(gdb.join().ask('qqemu.sstep')).toBe('0x1');
});

it('refuses what no step can be', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  expect(gdb.ask('Qqemu.sstep=7')).toBe(
    'E.a step takes time, and has the bits ENABLE=1 and NOIRQ=2 only',
  );
  expect(gdb.ask('Qqemu.sstep=2')).toBe('E.steps are always enabled');
});
