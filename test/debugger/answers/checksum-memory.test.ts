/** Specifies src/debugger/answers/checksum-memory.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is the CRC of the gdb manual', () => {
  const gdb = converse();
  gdb.ask(`M2000,9:${Buffer.from('123456789').toString('hex')}`);
  // CRC-32/MPEG-2, whose check value this is.
  expect(gdb.ask('qCRC:2000,9')).toBe('C376e6e7');
});

it('is refused where a byte is missing, or where there are too many', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  expect(gdb.ask('qCRC:fffff,2')).toBe('E.0x100000 is not mapped on CPU 0');
  expect(gdb.ask('qCRC:0,20000000')).toBe('E.a checksum of more than 268435456 bytes');
});
