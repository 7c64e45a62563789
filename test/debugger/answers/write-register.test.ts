/** Specifies src/debugger/answers/write-register.ts. */
import { expect, it } from 'vitest';
import { registers } from '../../../src/isa/registers.ts';
import { converse } from '../conversation.ts';

it('writes one register of its own width', () => {
  const gdb = converse();
  expect([gdb.ask('P0=0200000000000080'), gdb.ask('p0')]).toEqual(['OK', '0200000000000080']);
  expect(gdb.ask('P11=0200000000000080')).toBe('E16');
});

it('says what cannot be written, and what cannot be held', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  const numberOf = (name: string): string =>
    registers.findIndex((row) => row.name === name).toString(16);
  gdb.machine.refused.add('lstar');

  expect(gdb.ask(`P${numberOf('apic_id')}=07000000`)).toBe('E.apic_id can only be read');
  expect(gdb.ask(`P${numberOf('lstar')}=0000000000800000`)).toBe(
    'E.lstar cannot hold 0x800000000000: it would be #GP in the guest',
  );
});

it('writes the register of the CPU that the packet names', () => {
  const gdb = converse();
  expect(gdb.ask('P10=0070000000000000;thread:2;')).toBe('OK');
  expect([gdb.ask('p10'), gdb.ask('p10;thread:2;')]).toEqual([
    '0010000000000000',
    '0070000000000000',
  ]);
});
