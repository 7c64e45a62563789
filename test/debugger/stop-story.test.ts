/** Specifies src/debugger/stop-story.ts. */
import { describe, expect, it } from 'vitest';
import type { StopReason } from '../../src/machine/stop.ts';
import { converse } from './conversation.ts';

const lldb = () => {
  const client = converse({ features: 'qSupported:multiprocess+' });
  client.ask('QListThreadsInStopReply');
  return client;
};

const stoppedBy = (reason: StopReason): string => {
  const client = lldb();
  client.machine.planned.push(reason);
  return client.resume('vCont;c').at(-1) ?? '';
};

describe('lldb is told', () => {
  it('that it was a breakpoint', () => {
    const client = lldb();
    client.ask('Z0,1104,1');
    expect(client.ask('vCont;c')).toContain('reason:breakpoint;');
  });

  it('that it was a step', () => {
    expect(lldb().ask('vCont;s:1')).toContain('reason:trace;');
  });

  it('of a shutdown, in words', () => {
    const line = Buffer.from('CPU 1 is in shutdown: why').toString('hex');
    expect(stoppedBy({ kind: 'shutdown', cpu: 1, why: 'why' })).toContain(
      `reason:exception;description:${line};`,
    );
  });

  it('of the end of what is recorded, in words', () => {
    const line = Buffer.from('the end of what is recorded').toString('hex');
    expect(stoppedBy({ kind: 'replaylog', cpu: 1, which: 'end' })).toContain(
      `reason:exception;description:${line};`,
    );
  });

  it('why it may not let the machine run, by a stop: an error would end its session', () => {
    const driver = lldb();
    const observer = driver.join();
    const line = Buffer.from('another gdb drives this machine and you observe').toString('hex');
    expect(observer.resume('vCont;s:p1.1').at(-1)).toBe('E01');
    observer.ask('QListThreadsInStopReply');
    expect(observer.ask('vCont;s:p1.1')).toMatch(
      new RegExp(`^T00.*reason:exception;description:${line};`),
    );
    expect([driver.machine.moment, driver.seat.drives]).toEqual([0, true]);
  });

  it('what to type there to take the seat', () => {
    const driver = lldb();
    const observer = driver.join();
    observer.ask('QListThreadsInStopReply');
    driver.seat.leave();
    const line = 'you observe; "process plugin packet monitor drive" takes the seat';
    expect(observer.ask('vCont;c')).toContain(Buffer.from(line).toString('hex'));
  });

  it('of no reason when it has just come', () => {
    expect(lldb().ask('?')).toMatch(/^T05(?!.*reason)/);
  });

  it('of no stop point of an earlier client', () => {
    const first = lldb();
    first.ask('Z0,1104,1');
    first.ask('vCont;c');
    const observer = first.join();
    observer.ask('QListThreadsInStopReply');
    expect(observer.ask('?')).not.toContain('reason');
    expect(observer.ask('qThreadStopInfo2')).toMatch(/^T05(?!.*reason)/);
  });
});
