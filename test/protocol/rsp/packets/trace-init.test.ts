/** Specifies protocol/rsp/packets/trace-init.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { traceInit } from '../../../../protocol/rsp/packets/trace-init.ts';
import { describePacket } from './specification.ts';

describePacket('traceInit', traceInit, {
  means: [['QTinit', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
