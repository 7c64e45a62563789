/** Specifies src/debugger/answers/threads-info.ts. */
import { expect, it } from 'vitest';
import { physicalAddress } from '../../../src/foundation/addresses.ts';
import { converse } from '../conversation.ts';

const info = (reply: string): unknown => JSON.parse(reply);

it('tells of each CPU by its name and its registers', () => {
  const lldb = converse();
  lldb.ask('QListThreadsInStopReply');
  expect(info(lldb.ask('jThreadsInfo'))).toMatchObject([
    { tid: 1, name: 'CPU#0', signal: 0, registers: { 16: '0010000000000000' } },
    { tid: 2, name: 'CPU#1', signal: 0, registers: { 16: '0011000000000000' } },
  ]);
});

it('tells where a watchpoint begins as a decimal number, as lldb reads it', () => {
  const lldb = converse();
  lldb.ask('QListThreadsInStopReply');
  lldb.ask('Z2,40002000,8');
  const physical = physicalAddress(0x2004);
  lldb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
  lldb.ask('vCont;c');
  expect(info(lldb.ask('jThreadsInfo'))).toMatchObject([
    { tid: 1 },
    { tid: 2, reason: 'watchpoint', description: String(0x40002000) },
  ]);
});
