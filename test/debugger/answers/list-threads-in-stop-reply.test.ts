/** Specifies src/debugger/answers/list-threads-in-stop-reply.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('tells of all CPUs, their rip, and the reason from then on', () => {
  const lldb = converse();
  const before = lldb.ask('vCont;s:1');
  lldb.ask('QListThreadsInStopReply');
  expect(before).toMatch(/core:0;$/);
  expect(lldb.ask('vCont;s:2')).toMatch(
    /core:1;hexname:4350552331;reason:trace;threads:p1.1,p1.2;thread-pcs:1001,1101;$/,
  );
});
