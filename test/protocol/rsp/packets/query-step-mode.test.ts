/** Specifies protocol/rsp/packets/query-step-mode.ts. */
import fc from 'fast-check';
import { queryStepMode } from '../../../../protocol/rsp/packets/query-step-mode.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('queryStepMode', queryStepMode, {
  means: [['qqemu.sstep', nothing]],
  requests: fc.constant(nothing),
  replies: [[3, '0x3']],
});
