/** Specifies src/debugger/answers/transfer-osdata.ts. */
import { noSites } from '../../../src/debugger/site-table.ts';
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lists the tables, and gives each', () => {
  const gdb = converse();
  expect(gdb.ask('qXfer:osdata:read::0,10000')).toContain('<column name="Type">sites</column>');
  expect(gdb.ask('qXfer:osdata:read:cpus:0,10000')).toContain('<column name="CPU">CPU#1</column>');
  expect(gdb.ask('qXfer:osdata:read:files:0,10000')).toBe('E16');
});

it('gives pieces of one moment, and a new one to whoever begins anew', () => {
  let asked = 0;
  const sites = { ...noSites, rows: () => ({ absent: `asked ${(asked += 1)} times` }) };
  const gdb = converse({ sites });
  const from = (offset: string): string => gdb.ask(`qXfer:osdata:read:sites:${offset},1000`);

  expect([from('0'), from('40')].join()).not.toContain('asked 2 times');
  expect(from('0')).toContain('asked 2 times');
});
