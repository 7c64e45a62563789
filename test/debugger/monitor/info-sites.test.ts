/** Specifies src/debugger/monitor/info-sites.ts. */
import { noSites } from '../../../src/debugger/site-table.ts';
import { expect, it } from 'vitest';
import { linearAddress } from '../../../src/foundation/addresses.ts';
import type { SiteRow } from '../../../src/debugger/site-table.ts';
import { converse } from '../conversation.ts';

const site = (symbol: string, state: SiteRow['state']): SiteRow => ({
  symbol,
  address: linearAddress(0x1000n),
  kind: 'alternative',
  feature: 'PAE',
  original: Uint8Array.of(0x90),
  intended: Uint8Array.of(0xf9),
  current: Uint8Array.of(0x90),
  state,
});

const sites = {
  ...noSites,
  rows: () => [site('site_one', 'pristine'), site('site_two', 'being written')],
};
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

it('shows the same table as info os', () => {
  const gdb = converse();
  expect(gdb.monitor('info sites').result).toBe('OK');
  expect(gdb.monitor('info sites').text).toContain('no image with sites');
  expect(gdb.ask('qXfer:osdata:read:sites:0,1000')).toContain('no image with sites');
});

it.each([
  ['one', /^site_one .* pristine /],
  ['being written', /^site_two .* being written /],
])('shows only sites that have %j in a column', (word, row) => {
  const lines = linesOf(converse({ sites }).monitor(`info sites ${word}`).text);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^Symbol .* Current$/);
  expect(lines[1]).toMatch(row);
});

it('says when no site has the word', () => {
  const text = 'no site has "site_three" in a column\n';
  expect(converse({ sites }).monitor('info sites site_three')).toEqual({ text, result: 'E01' });
});

it('counts more sites than anybody reads, unless all or some are wanted', () => {
  const many = Array.from({ length: 201 }, (_, index) =>
    site(`site_${index}`, index % 2 === 0 ? 'patched' : 'pristine'),
  );
  const gdb = converse({ sites: { ...noSites, rows: () => many } });

  expect(linesOf(gdb.monitor('info sites').text)).toEqual([
    '201 alternative: 101 patched, 100 pristine',
    'more than 200 sites: a WORD in a column picks some, "all" lists them',
  ]);
  expect(linesOf(gdb.monitor('info sites all').text)).toHaveLength(202);
  expect(linesOf(gdb.monitor('info sites all pristine').text)).toHaveLength(101);
  expect(linesOf(gdb.monitor('info sites site_200').text)).toHaveLength(2);
});
