/** Specifies protocol/rsp/packets/trace-stop.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { traceStop } from '../../../../protocol/rsp/packets/trace-stop.ts';
import { describePacket } from './specification.ts';

describePacket('traceStop', traceStop, {
  means: [['QTStop', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
