/** Specifies src/debugger/answers/set-physical-mode.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lets addresses be physical for this client, and not for the next', () => {
  const gdb = converse();
  const alias = 'm40001000,1';
  gdb.ask('M1000,1:cc');
  expect([gdb.ask(alias), gdb.ask('Qqemu.PhyMemMode:1'), gdb.ask(alias)]).toEqual([
    'cc',
    'OK',
    'E0e',
  ]);
  expect([gdb.ask('m1000,1'), gdb.ask('qqemu.PhyMemMode')]).toEqual(['cc', '1']);
  const next = gdb.join();
  expect([next.ask(alias), next.ask('qqemu.PhyMemMode')]).toEqual(['cc', '0']);
});
