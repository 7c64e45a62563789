/** Specifies src/debugger/tables/table.ts. */
import { expect, it } from 'vitest';
import { boundedRows, tableText } from '../../../src/debugger/tables/table.ts';

it('aligns the columns of a table', () => {
  const text = tableText({ columns: ['a', 'long'], rows: [['wide', 'b'], ['c']] });
  expect(text).toBe('a     long\nwide  b\nc\n');
});

it('says how many rows it leaves out', () => {
  const rowOf = (number: number): string[] => [String(number)];
  expect(boundedRows([1, 2, 3], 3, rowOf)).toEqual([['1'], ['2'], ['3']]);
  expect(boundedRows([1, 2, 3], 1, rowOf)).toEqual([['1'], ['2 more are not shown']]);
});
