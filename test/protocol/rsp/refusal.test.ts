/** Specifies protocol/rsp/refusal.ts. */
import { expect, it } from 'vitest';
import { errno, printRefusal, refusal } from '../../../protocol/rsp/refusal.ts';

it('is a number to most clients and a sentence to those that asked for it', () => {
  const refused = refusal(errno.badAddress, '0x7000 is not mapped');
  expect(printRefusal(refused, 'number')).toBe('E0e');
  expect(printRefusal(refused, 'text')).toBe('E.0x7000 is not mapped');
  const hex = Buffer.from('0x7000 is not mapped').toString('hex');
  expect(printRefusal(refused, 'number and hex')).toBe(`E0e;${hex}`);
});
