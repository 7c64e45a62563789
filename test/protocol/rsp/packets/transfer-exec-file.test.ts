/** Specifies protocol/rsp/packets/transfer-exec-file.ts. */
import fc from 'fast-check';
import { transferExecFile } from '../../../../protocol/rsp/packets/transfer-exec-file.ts';
import { counts, describePacket } from './specification.ts';

describePacket('transferExecFile', transferExecFile, {
  means: [['qXfer:exec-file:read:1:0,1000', { annex: '1', offset: 0, length: 0x1000 }]],
  requests: fc.record({
    annex: fc.stringMatching(/^[0-9a-f]{0,8}$/),
    offset: counts,
    length: counts,
  }),
  replies: [[{ bytes: Uint8Array.of(0x2f, 0x61), last: true }, 'l/a']],
  refuses: ['qXfer:exec-file:read:1:0'],
});
