/** Specifies src/debugger/debugger.ts. */
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/foundation/log.ts';
import { consoleText, converse } from './conversation.ts';

describe('a debugger', () => {
  it('answers the unknown with the empty reply and names it once in the log', () => {
    const lines: string[] = [];
    const gdb = converse({ log: createLog((line) => lines.push(line), new Set()) });
    expect([gdb.ask('vFlashErase:0,1'), gdb.ask('vFlashErase:8,1')]).toEqual(['', '']);
    expect(lines).toEqual(['textpoke: unknown packet vFlashErase:0,1, answered as unsupported']);
  });

  it('refuses a malformed packet by number, or by text to a client that can read it', () => {
    expect(converse().ask('m1000')).toBe('E16');
    const modern = converse({ features: 'qSupported:error-message+' });
    expect(modern.ask('m1000')).toBe('E.readMemory: expected "," at byte 5');
  });

  it('takes the CPU that has stopped for the one that questions are about', () => {
    const gdb = converse();
    gdb.ask('Z0,1104,1');
    gdb.ask('vCont;c');
    expect(gdb.ask('qC')).toBe('QCp1.2');
  });

  it('goes on when the budget of a slice is spent', () => {
    const gdb = converse();
    gdb.ask('Z0,1010,1');
    gdb.debugger.ask(new TextEncoder().encode('vCont;c'));
    expect(gdb.debugger.advance(8)).toBeUndefined();
    expect(gdb.debugger.advance(100)).toHaveLength(1);
    expect(gdb.debugger.advance(100)).toEqual([]);
  });

  it('stops a resumed CPU when interrupted, and says nothing when nothing runs', () => {
    const gdb = converse();
    expect(gdb.debugger.interrupt()).toEqual([]);
    gdb.debugger.ask(new TextEncoder().encode('vCont;c:p1.2'));
    const [reply] = gdb.debugger.interrupt();
    expect(Buffer.from(reply ?? []).toString()).toMatch(/^T02.*thread:p1.2;core:1;$/);
  });

  it('tells of a triple fault in words, and stops with SIGABRT', () => {
    const gdb = converse();
    gdb.machine.planned.push({ kind: 'shutdown', cpu: 1, why: '#GP in the #DF handler' });
    const [line = '', reply] = gdb.resume('vCont;c');
    expect(consoleText(line)).toBe('textpoke: CPU 1 is in shutdown: #GP in the #DF handler\n');
    expect(reply).toMatch(/^T06.*thread:p1.2;core:1;$/);
  });

  it('says when nothing will ever happen again', () => {
    const gdb = converse();
    gdb.machine.planned.push({ kind: 'idle', cpu: 0 });
    const [line = '', reply] = gdb.resume('vCont;c');
    expect(consoleText(line)).toContain('nothing will happen');
    expect(reply).toMatch(/^T00/);
  });

  it('has nothing more to show of a machine that its guest has ended', () => {
    const gdb = converse({ features: 'qSupported:error-message+' });
    gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 3 });
    gdb.ask('vCont;c');
    expect(gdb.ask('g')).toBe('E.the guest has ended with status 3');
    expect(gdb.ask('vCont;c')).toBe('E.the guest has ended with status 3');
    expect(gdb.ask('vKill;1')).toBe('OK');
  });

  it('forgets a client when it greets the next one', () => {
    const gdb = converse();
    gdb.ask('QStartNoAckMode');
    gdb.ask('Z0,1004,1');
    gdb.ask('Hgp1.2');
    gdb.debugger.greet();
    expect(gdb.debugger.acknowledges).toBe(true);
    expect(gdb.machine.breakpoints.size).toBe(0);
    expect(gdb.ask('qC')).toBe('QC1');
  });

  it('lets the guest run for nobody until it ends', () => {
    const gdb = converse();
    expect(gdb.debugger.runFreely(100)).toBe(true);
    expect(gdb.machine.moment).toBe(100);
    gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
    expect(gdb.debugger.runFreely(100)).toBe(false);
    expect(gdb.debugger.runFreely(100)).toBe(false);
    expect(gdb.machine.moment).toBe(100);
  });
});
