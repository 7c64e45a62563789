/** Specifies src/debugger/answers/continue.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('resumes everyone as long as Hc has chosen nobody', () => {
  const gdb = converse();
  gdb.ask('Z0,1104,1');
  expect(gdb.ask('c')).toContain('swbreak:;thread:p1.2;');
});

it('resumes only the CPU that Hc has chosen', () => {
  const gdb = converse();
  gdb.ask('Z0,1004,1');
  gdb.ask('Hcp1.1');
  gdb.ask('c');
  expect(gdb.machine.readRegister(1, 'rip')).toBe(0x1100n);
});

it('goes on elsewhere when told so', () => {
  const gdb = converse();
  gdb.ask('Z0,2004,1');
  expect(gdb.ask('c2000')).toContain('thread:p1.1;');
});
