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
