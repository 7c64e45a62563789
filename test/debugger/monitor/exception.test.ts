/** Specifies src/debugger/monitor/exception.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('tells what was caught, and the address of a page fault', () => {
  const gdb = converse();
  gdb.machine.writeRegister(1, 'cr2', 0x1234n);
  const happening = { kind: 'vector', cpu: 1, vector: 14, errorCode: 2 } as const;
  gdb.machine.planned.push({ kind: 'caught', cpu: 1, happening });
  gdb.resume('vCont;c');
  expect(gdb.monitor('exception')).toEqual({
    text: 'CPU 1 takes vector 14, #PF, error code 0x2, address 0x1234\n',
    result: 'OK',
  });
  gdb.ask('Hgp1.1');
  expect(gdb.monitor('exception').text).toContain('no exception has stopped CPU 0');
});

it('tells why a CPU is in shutdown', () => {
  const gdb = converse();
  gdb.machine.planned.push({ kind: 'shutdown', cpu: 1, why: 'triple fault' });
  gdb.resume('vCont;c');
  expect(gdb.monitor('exception').text).toBe('CPU 1 is in shutdown: triple fault\n');
});
