/** Specifies protocol/rsp/trace-actions.ts; `QTDP` specifies that actions are read as printed. */
import { describe, expect, it } from 'vitest';
import { parseActions } from '../../../protocol/rsp/trace-actions.ts';

describe('the actions of a tracepoint', () => {
  it('follow each other without a sign between them', () => {
    expect(parseActions('R1fM-1,1000,5M7,fffffffffffffff8,8X1,27')).toEqual([
      { kind: 'registers', mask: '1f' },
      { kind: 'memory', base: undefined, offset: 0x1000n, length: 5n },
      { kind: 'memory', base: 7, offset: 0xffff_ffff_ffff_fff8n, length: 8n },
      { kind: 'expression', bytes: Uint8Array.of(0x27) },
    ]);
  });

  it.each(['L', 'R', 'M1,2', 'X2,27', 'X1,2', 'R1f;'])('%s is none', (text) => {
    expect(parseActions(text)).toMatchObject({ why: expect.any(String) as string });
  });

  it('has a bound for expressions', () => {
    expect(parseActions(`X1001,${'27'.repeat(4097)}`)).toEqual({
      why: 'an expression of 4097 bytes',
    });
  });
});
