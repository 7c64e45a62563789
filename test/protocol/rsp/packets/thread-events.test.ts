/** Specifies protocol/rsp/packets/thread-events.ts. */
import fc from 'fast-check';
import { threadEvents } from '../../../../protocol/rsp/packets/thread-events.ts';
import { describePacket } from './specification.ts';

describePacket('threadEvents', threadEvents, {
  means: [
    ['QThreadEvents:1', { on: true }],
    ['QThreadEvents:0', { on: false }],
  ],
  requests: fc.record({ on: fc.boolean() }),
  replies: [['done', 'OK']],
  refuses: ['QThreadEvents:', 'QThreadEvents:2'],
});
