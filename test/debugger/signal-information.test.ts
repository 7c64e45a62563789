/** Specifies src/debugger/signal-information.ts. */
import { describe, expect, it } from 'vitest';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { converse, type Conversation } from './conversation.ts';

/** Signal, code and address of the CPU that is selected. */
function informationOf(gdb: Conversation): [signal: number, code: number, address: bigint] {
  const image = Buffer.from(gdb.ask('qXfer:siginfo:read::0,80').slice(1), 'latin1');
  return [image.readInt32LE(0), image.readInt32LE(8), image.readBigUInt64LE(16)];
}

describe('the signal information of a stop', () => {
  it.each([
    ['a software breakpoint', 'Z0,1004,1', 1],
    ['a hardware breakpoint', 'Z1,1004,1', 4],
  ])('names %s and its address', (_, insert, code) => {
    const gdb = converse();
    gdb.ask(insert);
    gdb.resume('vCont;c:p1.1');
    expect(informationOf(gdb)).toEqual([5, code, 0x1004n]);
  });

  it('tells a step from a breakpoint', () => {
    const gdb = converse();
    gdb.resume('vCont;s:p1.1');
    expect(informationOf(gdb)).toEqual([5, 2, 0x1001n]);
  });

  it('has the watched address as gdb has set it', () => {
    const gdb = converse();
    gdb.ask('Z2,40002000,8');
    const physical = physicalAddress(0x2004);
    gdb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
    gdb.resume('vCont;c');
    expect(informationOf(gdb)).toEqual([5, 4, 0x4000_2004n]);
  });

  it('knows what was watched when gdb has taken the watchpoint away, as it does at each stop', () => {
    const gdb = converse();
    gdb.ask('Z2,40002000,8');
    const physical = physicalAddress(0x2004);
    gdb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
    gdb.resume('vCont;c');
    gdb.ask('z2,40002000,8');
    expect(informationOf(gdb)).toEqual([5, 4, 0x4000_2004n]);
  });

  it('knows what kind of breakpoint it was when gdb has taken it away', () => {
    const gdb = converse();
    gdb.ask('Z1,1004,1');
    gdb.resume('vCont;c:p1.1');
    gdb.ask('z1,1004,1');
    expect(informationOf(gdb)).toEqual([5, 4, 0x1004n]);
  });

  it.each([
    ['a page fault', 14, 0x5000n],
    ['an exception with an error code', 13, 0x1234n],
    ['an exception without one', 6, 0x10n],
  ])('has where %s that was caught comes from', (_, vector, address) => {
    const gdb = converse();
    gdb.machine.writeRegister(0, 'cr2', 0x5000n);
    gdb.machine.writeRegister(0, 'rsp', 0x3000n);
    gdb.machine.memory.set([0x10, 0, 0, 0, 0, 0, 0, 0, 0x34, 0x12, 0, 0, 0, 0, 0, 0], 0x3000);
    const happening = { kind: 'vector', cpu: 0, vector, errorCode: 0x10 } as const;
    gdb.machine.planned.push({ kind: 'caught', cpu: 0, happening });
    gdb.resume('vCont;c');
    expect(informationOf(gdb)).toEqual([5, 0x80, address]);
  });

  it('is SIGABRT for a shutdown', () => {
    const gdb = converse();
    gdb.machine.planned.push({ kind: 'shutdown', cpu: 0, why: 'triple fault' });
    gdb.resume('vCont;c');
    expect(informationOf(gdb)).toEqual([6, 0x80, 0x1000n]);
  });

  it('is SIGINT for Ctrl-C, also when it is asked for again', () => {
    const gdb = converse();
    gdb.seat.ask(Buffer.from('vCont;c'));
    gdb.seat.interrupt();
    expect(informationOf(gdb)).toEqual([2, 0, 0n]);
    expect(gdb.ask('?')).toMatch(/^T02/);
  });

  it('is nothing for a CPU that did not stop by itself', () => {
    const gdb = converse();
    gdb.resume('vCont;s:p1.1');
    gdb.ask('Hgp1.2');
    expect(informationOf(gdb)).toEqual([0, 0, 0n]);
  });
});
