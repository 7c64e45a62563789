/** Specifies src/debugger/answers/resume.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('obeys a different action for each CPU', () => {
  const gdb = converse();
  expect(gdb.ask('vCont;s:p1.2;c:p1.-1')).toContain('thread:p1.2;');
  expect(gdb.machine.readRegister(0, 'rip')).toBe(0x1001n);
});

it('leaves those alone that no action names, or that are told to stand still', () => {
  const gdb = converse();
  gdb.ask('vCont;s:p1.2');
  gdb.ask('vCont;t:p1.1;s');
  expect(gdb.machine.readRegister(0, 'rip')).toBe(0x1000n);
  expect(gdb.machine.readRegister(1, 'rip')).toBe(0x1102n);
});

it('steps until a range is left', () => {
  expect(converse().ask('vCont;r1000,1010:p1.1')).toContain('10:1010000000000000;');
});

it.each(['vCont;c:p1.9', 'vCont;s:p2.1', 'vCont;t'])('refuses %s', (body) => {
  expect(converse().ask(body)).toMatch(/^E/);
});
