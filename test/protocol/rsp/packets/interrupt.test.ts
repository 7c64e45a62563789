/** Specifies protocol/rsp/packets/interrupt.ts. */
import fc from 'fast-check';
import { interrupt } from '../../../../protocol/rsp/packets/interrupt.ts';
import { describePacket } from './specification.ts';

describePacket('interrupt', interrupt, {
  means: [['vCtrlC', 'nothing']],
  requests: fc.constant('nothing'),
  replies: [['done', 'OK']],
});
