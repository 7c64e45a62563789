/** Specifies protocol/rsp/packets/first-tracepoint.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { firstTracepoint } from '../../../../protocol/rsp/packets/first-tracepoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket } from './specification.ts';

const of = {
  number: 1,
  address: linearAddress(0x1000),
  enabled: true,
  stepCount: 4,
  passCount: 0,
  condition: Uint8Array.of(0x27),
};

describePacket('firstTracepoint', firstTracepoint, {
  means: [['qTfP', nothing]],
  requests: fc.constant(nothing),
  replies: [
    ['end', 'l'],
    [{ of, piece: { kind: 'tracepoint' } }, 'T1:1000:E:4:0:X1,27'],
  ],
});
