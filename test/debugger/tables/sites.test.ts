/** Specifies src/debugger/tables/sites.ts. */
import { describe, expect, it } from 'vitest';
import { noSites, type SiteTable } from '../../../src/debugger/site-table.ts';
import { linearAddress } from '../../../src/foundation/addresses.ts';
import { converse } from '../conversation.ts';

const tornSite: SiteTable = {
  ...noSites,
  rows: () => [
    {
      symbol: 'memcpy+6',
      address: linearAddress(0x10_0040),
      kind: 'alternative',
      feature: 'ERMS',
      original: Uint8Array.of(0x74, 0x05),
      intended: Uint8Array.of(0x90, 0x90),
      current: Uint8Array.of(0xcc, 0x05),
      state: 'torn',
    },
  ],
};

describe('the table of sites', () => {
  it('shows what each site was, shall be and is', () => {
    expect(converse({ sites: tornSite }).monitor('info sites').text.split('\n')).toEqual([
      'Symbol    Address             Kind         Feature  State  Original  Intended  Current',
      'memcpy+6  0x0000000000100040  alternative  ERMS     torn   74 05     90 90     cc 05',
      '',
    ]);
  });

  it('says why there are none', () => {
    expect(converse().monitor('info sites').text).toContain('no image with sites is loaded');
  });
});
