/** Specifies protocol/rsp/packets/host-info.ts. */
import fc from 'fast-check';
import { hostInfo } from '../../../../protocol/rsp/packets/host-info.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('hostInfo', hostInfo, {
  means: [['qHostInfo', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [
      { triple: 'x86', pointerBytes: 8 },
      'triple:783836;endian:little;ptrsize:8;watchpoint_exceptions_received:after;',
    ],
  ],
});
