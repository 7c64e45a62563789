/** Specifies src/debugger/monitor/inject-mce.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('reaches the CPU that is named, whichever is selected', () => {
  const gdb = converse();
  gdb.ask('Hgp1.1');
  expect(gdb.monitor('inject mce 1')).toEqual({
    text: 'machine check sent to CPU 1 at moment 0\n',
    result: 'OK',
  });
  expect(gdb.machine.injected).toEqual([{ kind: 'machine-check', cpu: 1 }]);
});
