/** Specifies src/debugger/stop-description.ts. */
import { describe, expect, it } from 'vitest';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { converse } from './conversation.ts';

describe('a stop', () => {
  it('names a breakpoint only to a client that understands it', () => {
    const old = converse({ features: 'qSupported:multiprocess+' });
    old.ask('Z0,1004,1');
    expect(old.ask('vCont;c')).not.toContain('swbreak');
  });

  it('names the watched address as gdb has set it', () => {
    const gdb = converse();
    gdb.ask('Z2,40002000,8');
    const physical = physicalAddress(0x2004);
    gdb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
    expect(gdb.ask('vCont;c')).toContain('watch:40002004;thread:p1.2;core:1;');
  });

  it('names to lldb where the watchpoint begins', () => {
    const lldb = converse();
    lldb.ask('QListThreadsInStopReply');
    lldb.ask('Z2,40002000,8');
    const physical = physicalAddress(0x2004);
    lldb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
    expect(lldb.ask('vCont;c')).toContain('watch:40002000;thread:p1.2;core:1;');
    expect(lldb.ask('jThreadsInfo')).toContain('"description":"1073750016"');
  });

  it('names no breakpoint after a plain step', () => {
    const gdb = converse();
    gdb.ask('Z0,1004,1');
    expect(gdb.ask('vCont;s:p1.1')).toMatch(
      /^T0506:[0-9a-f]{16};07:[0-9a-f]{16};10:[0-9a-f]{16};thr/,
    );
  });
});
