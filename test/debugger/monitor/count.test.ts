/** Specifies src/debugger/monitor/count.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('counts at an address until it is told to stop', () => {
  const gdb = converse();
  expect(gdb.monitor('count 0x1000').text).toBe('counting 0x1000\n');
  expect([...gdb.machine.counts]).toEqual([[0x1000n, 0]]);
  expect(gdb.monitor('count 1000 off').text).toBe('not counting 0x1000\n');
  expect([...gdb.machine.counts]).toEqual([]);
});

it.each(['count', 'count main', 'count 0x1000 on', 'count 0x1000 off'])('refuses %j', (line) => {
  expect(converse().monitor(line).result).toBe('E01');
});

it('counts at 64 addresses and no more', () => {
  const gdb = converse();
  for (let address = 0; address < 64; address += 1) gdb.monitor(`count ${address.toString(16)}`);
  expect(gdb.monitor('count 0x1000').result).toBe('E01');
  expect(gdb.monitor('count 0x3f').result).toBe('OK');
});
