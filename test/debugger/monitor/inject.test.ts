/** Specifies src/debugger/monitor/inject.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it.each(['inject nmi', 'inject nmi 2', 'inject nmi -1', 'inject mce one'])(
  'asks which CPU after %j',
  (line) => {
    const gdb = converse();
    expect(gdb.monitor(line)).toEqual({ text: 'which CPU? 0 to 1\n', result: 'E01' });
    expect(gdb.machine.injected).toEqual([]);
  },
);
