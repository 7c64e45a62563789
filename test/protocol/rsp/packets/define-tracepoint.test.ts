/** Specifies protocol/rsp/packets/define-tracepoint.ts. */
import fc from 'fast-check';
import { defineTracepoint } from '../../../../protocol/rsp/packets/define-tracepoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket } from './specification.ts';

const plain = {
  kind: 'tracepoint',
  number: 1,
  address: linearAddress(0x1000),
  enabled: true,
  stepCount: 0,
  passCount: 0,
  more: false,
} as const;

const expressions = fc.uint8Array({ maxLength: 9 });
const actions = fc.oneof(
  fc.record({
    kind: fc.constant('registers' as const),
    mask: fc.stringMatching(/^[0-9a-f]{1,40}$/),
  }),
  fc.record({
    kind: fc.constant('memory' as const),
    base: fc.option(fc.nat({ max: 0xffff }), { nil: undefined }),
    offset: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
    length: fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
  }),
  fc.record({ kind: fc.constant('expression' as const), bytes: expressions }),
);

describePacket('defineTracepoint', defineTracepoint, {
  means: [
    ['QTDP:1:1000:E:0:0', plain],
    ['QTDP:1:1000:D:4:3-', { ...plain, enabled: false, stepCount: 4, passCount: 3, more: true }],
    ['QTDP:1:1000:E:0:0:F5', { ...plain, variety: { fast: 5 } }],
    ['QTDP:1:1000:E:0:0:S', { ...plain, variety: 'static' }],
    ['QTDP:1:1000:E:0:0:X2,2227', { ...plain, condition: Uint8Array.of(0x22, 0x27) }],
    [
      'QTDP:-1:1000:RfFX00000001,27-',
      {
        kind: 'actions',
        number: 1,
        address: linearAddress(0x1000),
        stepping: false,
        actions: [
          { kind: 'registers', mask: 'ff' },
          { kind: 'expression', bytes: Uint8Array.of(0x27) },
        ],
        more: true,
      },
    ],
    [
      'QTDP:-1:1000:SMFFFFFFFF,2000,5',
      {
        kind: 'actions',
        number: 1,
        address: linearAddress(0x1000),
        stepping: true,
        actions: [{ kind: 'memory', base: undefined, offset: 0x2000n, length: 5n }],
        more: false,
      },
    ],
  ],
  requests: fc.oneof(
    fc.record(
      {
        kind: fc.constant('tracepoint' as const),
        number: counts,
        address: addresses,
        enabled: fc.boolean(),
        stepCount: counts,
        passCount: counts,
        variety: fc.oneof(fc.record({ fast: counts }), fc.constant('static' as const)),
        condition: expressions,
        more: fc.boolean(),
      },
      { requiredKeys: ['kind', 'number', 'address', 'enabled', 'stepCount', 'passCount', 'more'] },
    ),
    fc.record({
      kind: fc.constant('actions' as const),
      number: counts,
      address: addresses,
      stepping: fc.boolean(),
      actions: fc.array(actions, { maxLength: 4 }),
      more: fc.boolean(),
    }),
  ),
  replies: [['done', 'OK']],
  refuses: [
    'QTDP:',
    'QTDP:1:1000:Y:0:0',
    'QTDP:1:1000:E:0',
    'QTDP:1:1000:E:0:0:X3,2227',
    'QTDP:1:1000:E:0:0:X2000,2227',
    'QTDP:-1:1000:Q',
    'QTDP:-1:1000:X2,22',
    'QTDP:-1:1000:M1,2',
  ],
});
