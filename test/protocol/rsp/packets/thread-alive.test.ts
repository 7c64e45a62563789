/** Specifies protocol/rsp/packets/thread-alive.ts. */
import fc from 'fast-check';
import { threadAlive } from '../../../../protocol/rsp/packets/thread-alive.ts';
import { describePacket, threads } from './specification.ts';

describePacket('threadAlive', threadAlive, {
  means: [['Tp1.2', { thread: { process: 1, thread: 2 } }]],
  requests: fc.record({ thread: threads }),
  replies: [['done', 'OK']],
  refuses: ['T'],
});
