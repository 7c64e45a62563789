/** Specifies src/debugger/memory-space.ts. */
import { describe, expect, it } from 'vitest';
import { physicalIn } from '../../src/debugger/memory-space.ts';
import { physicalWindow } from '../../src/foundation/addresses.ts';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { converse } from './conversation.ts';

describe('the window to physical memory', () => {
  it('lies where no CPU can have an address, with 4 or 5 levels of tables', () => {
    const ends = [physicalWindow, physicalWindow + 2n ** 52n - 1n];
    const canonical = ends.filter((address) =>
      [48, 57].some((bits) => BigInt.asUintN(64, BigInt.asIntN(bits, address)) === address),
    );
    expect(canonical).toEqual([]);
    expect(ends.map(physicalIn)).toEqual([0, 2 ** 52 - 1]);
    expect(physicalIn(physicalWindow - 1n)).toBeUndefined();
    expect(physicalIn(physicalWindow + 2n ** 52n)).toBeUndefined();
  });

  it('is read and written', () => {
    const gdb = converse();
    expect(gdb.ask('M100000000002000,2:0102')).toBe('OK');
    expect([gdb.ask('m2000,2'), gdb.ask('m1000000000fffff,2')]).toEqual(['0102', '90']);
  });

  it('refuses what is no memory, and says so', () => {
    const gdb = converse({ features: 'qSupported:error-message+' });
    expect(gdb.ask('m100000000100000,2')).toBe('E.0x100000000100000 is neither RAM nor ROM');
    expect(gdb.ask('M1000000000fffff,2:cccc')).toBe(
      'E.0x100000000100000 is neither RAM nor ROM; nothing is written',
    );
    expect(gdb.ask('mfffff,1')).toBe('90');
  });

  it('is watched', () => {
    const gdb = converse();
    gdb.ask('Z2,100000000002000,8');
    const physical = physicalAddress(0x2004);
    gdb.machine.planned.push({ kind: 'watchpoint', cpu: 1, physical, access: 'write' });
    expect(gdb.ask('vCont;c')).toContain('watch:100000000002004;');
  });

  it('has no breakpoints', () => {
    const gdb = converse({ features: 'qSupported:error-message+' });
    expect(gdb.ask('Z0,100000000002000,1')).toBe(
      'E.a breakpoint has a linear address, not a physical one',
    );
    expect(gdb.ask('Z2,100000000100000,1')).toBe(
      'E.physical 0x100000 is neither RAM nor ROM, so not watched',
    );
  });
});
