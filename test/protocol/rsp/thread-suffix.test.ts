/** Specifies protocol/rsp/thread-suffix.ts. */
import { expect, it } from 'vitest';
import { Fields } from '../../../protocol/rsp/fields.ts';
import { bytesOfText } from '../../../protocol/rsp/numbers.ts';
import { askThreadSuffix, parseThreadSuffix } from '../../../protocol/rsp/thread-suffix.ts';

const read = (text: string) => {
  const fields = new Fields(bytesOfText(text));
  return { ...parseThreadSuffix(fields), complaint: fields.complaint };
};

it('may be there or not, with its last semicolon or without', () => {
  expect(read('')).toEqual({});
  expect(read(';thread:0002;')).toEqual({ thread: { thread: 2 } });
  expect(read(';thread:p1.2')).toEqual({ thread: { process: 1, thread: 2 } });
});

it('is nothing else', () => {
  expect(read(';core:2;').complaint).toContain('expected "thread:"');
});

it('is asked with its last semicolon', () => {
  expect([askThreadSuffix({}), askThreadSuffix({ thread: { thread: 10 } })]).toEqual([
    '',
    ';thread:a;',
  ]);
});
