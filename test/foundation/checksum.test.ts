import { describe, expect, it } from 'vitest';
import { checksum } from '../../src/foundation/checksum.ts';

describe('a checksum', () => {
  it('is FNV-1a of 32 bits', () => {
    expect(checksum('')).toBe(0x811c9dc5);
    expect(checksum('a')).toBe(0xe40c292c);
    expect(checksum('foobar')).toBe(0xbf9cf968);
  });

  it('goes on from what came before', () => {
    expect(checksum('bar', checksum('foo'))).toBe(checksum('foobar'));
  });
});
