import { describe, expect, it } from 'vitest';
import { formatted } from '../../../src/debugger/agent/printf.ts';

const strings = (address: bigint): string => `string at ${address}`;

describe('printf', () => {
  it.each([
    ['plain\\n', [], 'plain\n'],
    ['\\e[1mbell\\a\\b\\f\\v', [], '\x1b[1mbell\x07\b\f\v'],
    ['%d%%', [5n], '5%'],
    ['%d', [0xffffffffn], '-1'],
    ['%ld', [0xffffffffn], '4294967295'],
    ['%u', [2n ** 64n - 1n], '4294967295'],
    ['%lx|%#lx', [0xabcn, 0xabcn], 'abc|0xabc'],
    ['%X', [0xabcn], 'ABC'],
    ['%p', [0x1000n], '0x1000'],
    ['%hhx', [0x1234n], '34'],
    ['[%5d]', [42n], '[   42]'],
    ['[%-5d]', [42n], '[42   ]'],
    ['[%05d]', [-42n], '[-0042]'],
    ['[%#06x]', [10n], '[0x000a]'],
    ['[%.3d]', [7n], '[007]'],
    ['%s', [9n], 'string at 9'],
    ['%.6s', [9n], 'string'],
    ['%c%c', [65n, 66n], 'AB'],
    ['%o', [8n], '10'],
    ['%+d', [8n], '+8'],
  ] as const)('%j with %s is %j', (format, values, text) => {
    expect(formatted(format, values, strings)).toBe(text);
  });

  it('is not made to fill memory by a width', () => {
    expect(formatted('%999999999d', [1n], strings).length).toBeLessThanOrEqual(1024);
  });
});
