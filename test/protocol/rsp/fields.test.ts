/** Specifies protocol/rsp/fields.ts. */
import { describe, expect, it } from 'vitest';
import { Fields } from '../../../protocol/rsp/fields.ts';
import { toBytes } from './packets/specification.ts';

describe('the fields of a body', () => {
  it('are read from left to right', () => {
    const fields = new Fields(toBytes('m1f,20:rest'), 1);
    expect(fields.address()).toBe(0x1fn);
    fields.expect(',');
    expect(fields.count()).toBe(0x20);
    expect(fields.skip(':')).toBe(true);
    expect(fields.text(';')).toBe('rest');
    expect(fields.complaint).toBeUndefined();
  });

  it('remember the first mistake only, and read nothing after it', () => {
    const fields = new Fields(toBytes('zz,1'));
    expect(fields.address()).toBe(0n);
    fields.expect('#');
    expect(fields.count()).toBe(0);
    expect(fields.complaint).toBe('expected address of 1 to 16 hex digits at byte 0, got 0');
  });

  it('may not be left over', () => {
    const fields = new Fields(toBytes('12 3'));
    fields.count();
    expect(fields.complaint).toBe('2 bytes too many');
  });

  it('may have zeros in front of a number, however many, and no more of it than 32 bits', () => {
    const fields = new Fields(toBytes('0000000000000012,0,00,100000000'));
    const numbers = [0, 0, 0].map(() => {
      const number = fields.count();
      fields.expect(',');
      return number;
    });
    expect(numbers).toEqual([0x12, 0, 0]);
    fields.count();
    expect(fields.complaint).toContain('got 9');
  });

  it('bound an address to 64 bits', () => {
    const fields = new Fields(toBytes('00000000000000001'));
    fields.address();
    expect(fields.complaint).toContain('got 17');
  });
});
