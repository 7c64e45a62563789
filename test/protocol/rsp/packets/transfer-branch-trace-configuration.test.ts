/** Specifies protocol/rsp/packets/transfer-branch-trace-configuration.ts. */
import fc from 'fast-check';
import { transferBranchTraceConfiguration } from '../../../../protocol/rsp/packets/transfer-branch-trace-configuration.ts';
import { counts, describePacket } from './specification.ts';

describePacket('transferBranchTraceConfiguration', transferBranchTraceConfiguration, {
  means: [['qXfer:btrace-conf:read:x:10,ffb', { annex: 'x', offset: 0x10, length: 0xffb }]],
  requests: fc.record({
    annex: fc.stringMatching(/^[a-z]{0,8}$/),
    offset: counts,
    length: counts,
  }),
  replies: [[{ bytes: Uint8Array.of(0x3c), last: true }, 'l<']],
  refuses: ['qXfer:btrace-conf:read:', 'qXfer:btrace-conf:read::0'],
});
