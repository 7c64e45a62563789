/** Specifies protocol/rsp/packets/query-physical-mode.ts. */
import fc from 'fast-check';
import { queryPhysicalMode } from '../../../../protocol/rsp/packets/query-physical-mode.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('queryPhysicalMode', queryPhysicalMode, {
  means: [['qqemu.PhyMemMode', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [true, '1'],
    [false, '0'],
  ],
});
