/** Specifies protocol/rsp/packets/thread-stop-info.ts. */
import fc from 'fast-check';
import { threadStopInfo } from '../../../../protocol/rsp/packets/thread-stop-info.ts';
import { describePacket, threads } from './specification.ts';

describePacket('threadStopInfo', threadStopInfo, {
  means: [['qThreadStopInfo2', { thread: { thread: 2 } }]],
  requests: fc.record({ thread: threads }),
  replies: [
    [{ kind: 'stopped', signal: 0, thread: { thread: 2 }, core: 1 }, 'T00thread:2;core:1;'],
  ],
  refuses: ['qThreadStopInfo'],
});
