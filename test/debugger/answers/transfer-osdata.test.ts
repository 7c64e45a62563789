/** Specifies src/debugger/answers/transfer-osdata.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lists the tables, and gives each', () => {
  const gdb = converse();
  expect(gdb.ask('qXfer:osdata:read::0,10000')).toContain('<column name="Type">sites</column>');
  expect(gdb.ask('qXfer:osdata:read:cpus:0,10000')).toContain('<column name="CPU">CPU#1</column>');
  expect(gdb.ask('qXfer:osdata:read:files:0,10000')).toBe('E16');
});
