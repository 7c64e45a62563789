/** Specifies src/debugger/answers/thread-stop-info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('gives the reason to the CPU that stopped, and none to the others', () => {
  const lldb = converse();
  lldb.ask('QListThreadsInStopReply');
  lldb.ask('Z0,1104,1');
  lldb.ask('vCont;c');
  expect(lldb.ask('qThreadStopInfo2')).toMatch(/^T05.*reason:breakpoint;/);
  expect(lldb.ask('qThreadStopInfo1')).toMatch(/^T00(?!.*reason)/);
});

it('knows no CPU that is not there', () => {
  expect(converse().ask('qThreadStopInfo9')).toBe('E03');
});
