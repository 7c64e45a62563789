/** Specifies protocol/rsp/packets/query-step-bits.ts. */
import fc from 'fast-check';
import { queryStepBits } from '../../../../protocol/rsp/packets/query-step-bits.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('queryStepBits', queryStepBits, {
  means: [['qqemu.sstepbits', nothing]],
  requests: fc.constant(nothing),
  replies: [[{ ENABLE: 1, NOIRQ: 2 }, 'ENABLE=1,NOIRQ=2']],
});
