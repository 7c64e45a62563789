/** Specifies src/debugger/answers/step.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('steps the CPU that Hc has chosen, and nobody else', () => {
  const gdb = converse();
  gdb.ask('Hcp1.2');
  expect(gdb.ask('s')).toContain('thread:p1.2;');
  expect(gdb.machine.readRegister(0, 'rip')).toBe(0x1000n);
});

it('steps the CPU of the last Hg when Hc has chosen nobody', () => {
  const gdb = converse();
  gdb.ask('Hgp1.2');
  expect(gdb.ask('s')).toContain('thread:p1.2;');
});
