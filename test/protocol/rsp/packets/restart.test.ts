/** Specifies protocol/rsp/packets/restart.ts. */
import fc from 'fast-check';
import { restart } from '../../../../protocol/rsp/packets/restart.ts';
import { describePacket } from './specification.ts';

describePacket('restart', restart, {
  means: [
    ['R00', 'nothing'],
    ['R0', 'nothing'],
    ['R', 'nothing'],
  ],
  requests: fc.constant('nothing'),
  replies: [[undefined, '']],
  refuses: ['RFOO'],
});
