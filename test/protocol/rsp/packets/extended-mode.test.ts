/** Specifies protocol/rsp/packets/extended-mode.ts. */
import fc from 'fast-check';
import { extendedMode } from '../../../../protocol/rsp/packets/extended-mode.ts';
import { describePacket } from './specification.ts';

describePacket('extendedMode', extendedMode, {
  means: [['!', 'nothing']],
  requests: fc.constant('nothing'),
  replies: [['done', 'OK']],
});
