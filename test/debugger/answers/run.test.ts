/** Specifies src/debugger/answers/run.ts. */
import { expect, it } from 'vitest';
import { createLog } from '../../../src/foundation/log.ts';
import { converse } from '../conversation.ts';

it('starts the machine anew, with nothing inserted, also when it had ended', () => {
  const gdb = converse();
  gdb.ask('!');
  gdb.ask('Z0,1104,1');
  gdb.ask('vCont;c');
  expect(gdb.ask('vRun;')).toMatch(/^T05.*thread:p1.1;core:0;$/);
  expect([gdb.machine.moment, gdb.machine.breakpoints.size]).toEqual([0, 0]);
  gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
  gdb.ask('vCont;c');
  expect(gdb.ask('vRun;')).toMatch(/^T05/);
  expect(gdb.ask('vCont;s:p1.1')).toMatch(/^T05/);
});

it('makes gdb kill the machine when it quits, as it does with what it has started', () => {
  const gdb = converse();
  gdb.ask('vRun;');
  expect(gdb.ask('qAttached:1')).toBe('0');
  gdb.ask('!');
  gdb.ask('D;1');
  expect(gdb.ask('qAttached:1')).toBe('1');
});

it('says once that the file and the words of gdb are not used', () => {
  const lines: string[] = [];
  const gdb = converse({ log: createLog((line) => lines.push(line), new Set()) });
  gdb.ask('vRun;2f78;2d6b');
  gdb.ask('vRun;2f78');
  expect(lines).toEqual([
    'textpoke: run: the image of the command line starts anew, not what gdb names',
  ]);
});

it("is the driver's", () => {
  const gdb = converse();
  expect(gdb.join().ask('vRun;')).toBe('E01');
});
