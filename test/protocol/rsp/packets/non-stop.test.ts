/** Specifies protocol/rsp/packets/non-stop.ts. */
import fc from 'fast-check';
import { nonStop } from '../../../../protocol/rsp/packets/non-stop.ts';
import { describePacket } from './specification.ts';

describePacket('nonStop', nonStop, {
  means: [
    ['QNonStop:1', { on: true }],
    ['QNonStop:0', { on: false }],
  ],
  requests: fc.record({ on: fc.boolean() }),
  replies: [['done', 'OK']],
  refuses: ['QNonStop:', 'QNonStop:2', 'QNonStop:10'],
});
