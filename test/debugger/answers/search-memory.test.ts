/** Specifies src/debugger/answers/search-memory.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('finds the first match, also over the end of a chunk', () => {
  const gdb = converse();
  gdb.ask('M1fffe,4:01020304');
  gdb.ask('M30000,4:01020304');
  expect(gdb.ask('qSearch:memory:0;100000;\x01\x02\x03\x04')).toBe('1,1fffe');
  expect(gdb.ask('qSearch:memory:1ffff;100000;\x01\x02\x03\x04')).toBe('1,30000');
});

it('passes over what is not mapped', () => {
  const gdb = converse();
  gdb.ask('M50,2:0102');
  expect(gdb.ask('qSearch:memory:60;ffffffffffffffff;\x01\x02')).toBe('1,40000050');
});

it('finds nothing that does not lie in the range as a whole', () => {
  const gdb = converse();
  gdb.ask('M50,2:0102');
  expect(gdb.ask('qSearch:memory:0;51;\x01\x02')).toBe('0');
  expect(gdb.ask('qSearch:memory:51;100;\x01\x02')).toBe('0');
});

it('finds in physical memory', () => {
  const gdb = converse();
  gdb.ask('M50,2:0102');
  expect(gdb.ask('qSearch:memory:100000000000000;1000;\x01\x02')).toBe('1,100000000000050');
});

it('is refused where page tables map more than anybody can look through', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  const whole = gdb.machine.mappings();
  gdb.machine.mappings = () => ({ ...whole, complete: false });
  expect(gdb.ask('qSearch:memory:0;1000;a')).toBe('E.the page tables map too much to search');
});
