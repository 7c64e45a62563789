/** Specifies protocol/rsp/packets/branch-trace-size.ts. */
import fc from 'fast-check';
import { branchTraceSize } from '../../../../protocol/rsp/packets/branch-trace-size.ts';
import { counts, describePacket } from './specification.ts';

describePacket('branchTraceSize', branchTraceSize, {
  means: [
    ['Qbtrace-conf:bts:size=0x10000', { bytes: 65536 }],
    ['Qbtrace-conf:bts:size=40', { bytes: 64 }],
  ],
  requests: fc.record({ bytes: counts }),
  replies: [['done', 'OK']],
  refuses: ['Qbtrace-conf:bts:size=', 'Qbtrace-conf:bts:size=x'],
});
