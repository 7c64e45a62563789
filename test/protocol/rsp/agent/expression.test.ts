import { describe, expect, it } from 'vitest';
import { readExpression } from '../../../../protocol/rsp/agent/expression.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('an agent expression', () => {
  it('is read into instructions with their places and operands', () => {
    // What gdb 13 makes of `$rdi == 0x1234`: reg 5, const16, equal, end.
    expect(readExpression(bytes('2600052312341327'))).toEqual([
      { name: 'reg', at: 0, operand: 5n },
      { name: 'const16', at: 3, operand: 0x1234n },
      { name: 'equal', at: 6, operand: 0n },
      { name: 'end', at: 7, operand: 0n },
    ]);
  });

  it('may carry a format', () => {
    const format = Buffer.from('%d\\n\0', 'latin1');
    const length = format.length.toString(16).padStart(4, '0');
    const [printf] = [readExpression(bytes(`3401${length}${format.toString('hex')}27`))].flat();
    expect(printf).toEqual({ name: 'printf', at: 0, operand: 1n, format: '%d\\n' });
  });

  it.each([
    ['31', 'no bytecode 0x31'],
    ['ff', 'no bytecode 0xff'],
    ['1b', 'refFloat: gdb compiles no floating point'],
    ['2600', 'reg at 0 is cut short'],
    ['34000002', 'the format of printf at 0 does not end'],
    ['340000024142', 'the format of printf at 0 does not end'],
  ])('is not %s: %s', (hex, malformed) => {
    expect(readExpression(bytes(hex))).toEqual({ malformed });
  });
});
