/** Specifies protocol/rsp/packet.ts. */
import { expect, it } from 'vitest';
import { absent, full, ok, partly } from '../../../protocol/rsp/packet.ts';

it('says how far a packet is supported, and why not further', () => {
  expect([full(), partly('half'), absent('none')]).toEqual([
    { level: 'full' },
    { level: 'partly', why: 'half' },
    { level: 'absent', why: 'none' },
  ]);
});

it('prints what is done as OK', () => {
  expect(ok('done')).toBe('OK');
});
