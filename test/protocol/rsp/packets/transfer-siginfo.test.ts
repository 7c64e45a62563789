/** Specifies protocol/rsp/packets/transfer-siginfo.ts. */
import fc from 'fast-check';
import { transferSiginfo } from '../../../../protocol/rsp/packets/transfer-siginfo.ts';
import { describePacket, counts } from './specification.ts';

describePacket('transferSiginfo', transferSiginfo, {
  means: [['qXfer:siginfo:read::10,ffb', { annex: '', offset: 0x10, length: 0xffb }]],
  requests: fc.record({ annex: fc.constant(''), offset: counts, length: counts }),
  replies: [[{ bytes: Uint8Array.of(0x3c), last: true }, 'l<']],
  refuses: ['qXfer:siginfo:read:', 'qXfer:siginfo:read::0'],
});
