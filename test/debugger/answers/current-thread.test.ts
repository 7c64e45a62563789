/** Specifies src/debugger/answers/current-thread.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('names the CPU that questions are about, as this client writes it', () => {
  const gdb = converse();
  gdb.ask('Hgp1.2');
  expect(gdb.ask('qC')).toBe('QCp1.2');
  expect(converse({ features: 'qSupported' }).ask('qC')).toBe('QC1');
});
