import { expect, it } from 'vitest';
import { code, hex, page, table } from '../../src/report/markdown.ts';

it('a table keeps bars and line ends inside their cells', () => {
  expect(table(['Flag', 'Meaning'], [[code('-d LIST'), 'this | that,\n  or both']])).toBe(
    ['| Flag | Meaning |', '| --- | --- |', '| `-d LIST` | this \\| that, or both |'].join('\n'),
  );
});

it('a page begins with its title, says where it comes from, and ends its last line', () => {
  const [title, , origin, , text, end] = page('Devices', 'All of them.').split('\n');

  expect(title).toBe('# Devices');
  expect(origin).toContain('`npm run docs`');
  expect([text, end]).toEqual(['All of them.', '']);
});

it('numbers have at least the digits asked for', () => {
  expect([hex(0x3f8), hex(1, 8), hex(0xc0000080n)]).toEqual(['0x3f8', '0x00000001', '0xc0000080']);
});

it('nothing typed is nothing, not a pair of quotes', () => {
  expect(code('')).toBe('');
});
