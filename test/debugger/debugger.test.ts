/** Specifies src/debugger/debugger.ts. */
import { describe, expect, it } from 'vitest';
import { converse } from './conversation.ts';

describe('a debugger', () => {
  it('lets the guest run for nobody until it ends', () => {
    const gdb = converse();
    expect(gdb.debugger.runFreely(100)).toBe(false);
    gdb.ask('D;1');
    expect(gdb.debugger.runFreely(100)).toBe(true);
    expect(gdb.machine.moment).toBe(100);
    gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
    expect(gdb.debugger.runFreely(100)).toBe(false);
    expect(gdb.debugger.runFreely(100)).toBe(false);
    expect(gdb.machine.moment).toBe(100);
  });

  it('seats whoever comes first as the driver', () => {
    const gdb = converse();
    expect([gdb.seat.drives, gdb.join().seat.drives]).toEqual([true, false]);
  });

  it('halts a guest that runs on its own when somebody takes the seat', () => {
    const gdb = converse();
    gdb.ask('D;1');
    expect(gdb.debugger.isFree).toBe(true);
    gdb.join();
    expect([gdb.debugger.isFree, gdb.debugger.runFreely(100)]).toEqual([false, false]);
  });
});
