/** Specifies protocol/rsp/packets/select-trace-frame.ts. */
import fc from 'fast-check';
import { selectTraceFrame } from '../../../../protocol/rsp/packets/select-trace-frame.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket } from './specification.ts';

const [start, end] = [linearAddress(0x1000), linearAddress(0x1fff)];

describePacket('selectTraceFrame', selectTraceFrame, {
  means: [
    ['QTFrame:ffffffff', { kind: 'none' }],
    ['QTFrame:10', { kind: 'frame', index: 16 }],
    ['QTFrame:pc:1000', { kind: 'pc', address: start }],
    ['QTFrame:tdp:2', { kind: 'tracepoint', number: 2 }],
    ['QTFrame:range:1000:1fff', { kind: 'range', start, end }],
    ['QTFrame:outside:1000:1fff', { kind: 'outside', start, end }],
  ],
  requests: fc.oneof(
    fc.record({ kind: fc.constant('frame' as const), index: fc.nat({ max: 0xffff_fffe }) }),
    fc.record({ kind: fc.constant('pc' as const), address: addresses }),
    fc.record({ kind: fc.constant('tracepoint' as const), number: counts }),
    fc.record({
      kind: fc.constantFrom('range' as const, 'outside' as const),
      start: addresses,
      end: addresses,
    }),
  ),
  replies: [
    ['none', 'F-1'],
    ['present', 'OK'],
    [{ index: 31, tracepoint: 2 }, 'F1fT2'],
  ],
  refuses: ['QTFrame:', 'QTFrame:pc:', 'QTFrame:range:0', 'QTFrame:x'],
});
