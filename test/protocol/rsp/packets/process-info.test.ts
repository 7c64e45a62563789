/** Specifies protocol/rsp/packets/process-info.ts. */
import fc from 'fast-check';
import { processInfo } from '../../../../protocol/rsp/packets/process-info.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('processInfo', processInfo, {
  means: [['qProcessInfo', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [
      { process: 10, triple: 'x86', pointerBytes: 4 },
      'pid:a;triple:783836;endian:little;ptrsize:4;',
    ],
  ],
});
