/** Specifies protocol/rsp/packets/trace-start.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { traceStart } from '../../../../protocol/rsp/packets/trace-start.ts';
import { describePacket } from './specification.ts';

describePacket('traceStart', traceStart, {
  means: [['QTStart', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
