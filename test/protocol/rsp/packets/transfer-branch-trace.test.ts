/** Specifies protocol/rsp/packets/transfer-branch-trace.ts. */
import fc from 'fast-check';
import { transferBranchTrace } from '../../../../protocol/rsp/packets/transfer-branch-trace.ts';
import { counts, describePacket } from './specification.ts';

describePacket('transferBranchTrace', transferBranchTrace, {
  means: [['qXfer:btrace:read:delta:10,ffb', { annex: 'delta', offset: 0x10, length: 0xffb }]],
  requests: fc.record({
    annex: fc.stringMatching(/^[a-z]{0,8}$/),
    offset: counts,
    length: counts,
  }),
  replies: [[{ bytes: Uint8Array.of(0x3c), last: true }, 'l<']],
  refuses: ['qXfer:btrace:read:', 'qXfer:btrace:read::0'],
});
