/** Specifies protocol/rsp/packets/error-strings.ts. */
import fc from 'fast-check';
import { errorStrings } from '../../../../protocol/rsp/packets/error-strings.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('errorStrings', errorStrings, {
  means: [['QEnableErrorStrings', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
