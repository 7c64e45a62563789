/** Specifies protocol/rsp/packets/read-registers.ts. */
import fc from 'fast-check';
import { readRegisters } from '../../../../protocol/rsp/packets/read-registers.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('readRegisters', readRegisters, {
  means: [['g', nothing]],
  requests: fc.constant(nothing),
  replies: [[Uint8Array.of(0x10, 0xff), '10ff']],
});
