/** Specifies protocol/rsp/packets/thread-extra-info.ts. */
import fc from 'fast-check';
import { threadExtraInfo } from '../../../../protocol/rsp/packets/thread-extra-info.ts';
import { describePacket, threads } from './specification.ts';

describePacket('threadExtraInfo', threadExtraInfo, {
  means: [['qThreadExtraInfo,p1.2', { thread: { process: 1, thread: 2 } }]],
  requests: fc.record({ thread: threads }),
  replies: [['CPU#1', '4350552331']],
  refuses: ['qThreadExtraInfo,'],
});
