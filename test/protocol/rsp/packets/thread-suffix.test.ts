/** Specifies protocol/rsp/packets/thread-suffix.ts. */
import fc from 'fast-check';
import { threadSuffix } from '../../../../protocol/rsp/packets/thread-suffix.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('threadSuffix', threadSuffix, {
  means: [['QThreadSuffixSupported', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
