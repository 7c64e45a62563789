/** Specifies protocol/rsp/packets/query-emulator.ts. */
import fc from 'fast-check';
import { queryEmulator } from '../../../../protocol/rsp/packets/query-emulator.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('queryEmulator', queryEmulator, {
  means: [['qqemu.Supported', nothing]],
  requests: fc.constant(nothing),
  replies: [[['sstepbits', 'sstep'], 'sstepbits;sstep']],
});
