/** Specifies protocol/rsp/packets/trace-disconnected.ts. */
import fc from 'fast-check';
import { traceDisconnected } from '../../../../protocol/rsp/packets/trace-disconnected.ts';
import { describePacket } from './specification.ts';

describePacket('traceDisconnected', traceDisconnected, {
  means: [
    ['QTDisconnected:1', { goesOn: true }],
    ['QTDisconnected:0', { goesOn: false }],
  ],
  requests: fc.record({ goesOn: fc.boolean() }),
  replies: [['done', 'OK']],
  refuses: ['QTDisconnected:', 'QTDisconnected:x'],
});
