/** Specifies src/debugger/osdata.ts. */
import { noSites } from '../../src/debugger/site-table.ts';
import { expect, it } from 'vitest';
import { converse } from './conversation.ts';

it('is XML whatever the cells hold', () => {
  const sites = { ...noSites, rows: () => ({ absent: 'no <image> & no sites' }) };
  expect(converse({ sites }).ask('qXfer:osdata:read:sites:0,1000')).toBe(
    [
      'l<?xml version="1.0"?>',
      '<!DOCTYPE target SYSTEM "osdata.dtd">',
      '<osdata type="sites">',
      '<item><column name="Sites">no &lt;image&gt; &amp; no sites</column></item>',
      '</osdata>',
      '',
    ].join('\n'),
  );
});
