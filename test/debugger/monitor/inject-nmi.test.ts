/** Specifies src/debugger/monitor/inject-nmi.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('reaches the CPU that is named, whichever is selected', () => {
  const gdb = converse();
  gdb.ask('Hgp1.1');
  expect(gdb.monitor('inject nmi 1')).toEqual({
    text: 'NMI sent to CPU 1 at moment 0\n',
    result: 'OK',
  });
  expect(gdb.machine.injected).toEqual([{ kind: 'nmi', cpu: 1 }]);
});
