/** Specifies protocol/rsp/packets/detach.ts. */
import fc from 'fast-check';
import { detach } from '../../../../protocol/rsp/packets/detach.ts';
import { describePacket, counts } from './specification.ts';

describePacket('detach', detach, {
  means: [
    ['D', {}],
    ['D;1', { process: 1 }],
    // As lldb says it.
    ['D;0000000000000001', { process: 1 }],
    ['D1', { staysStopped: true }],
    ['D1;0000000000000001', { process: 1, staysStopped: true }],
  ],
  requests: fc.record(
    { process: counts, staysStopped: fc.constant(true as const) },
    { requiredKeys: [] },
  ),
  replies: [['done', 'OK']],
  refuses: ['D;', 'D;1,2', 'D2', 'D;100000000'],
});
