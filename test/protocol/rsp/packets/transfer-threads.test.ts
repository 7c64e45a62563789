/** Specifies protocol/rsp/packets/transfer-threads.ts. */
import fc from 'fast-check';
import { transferThreads } from '../../../../protocol/rsp/packets/transfer-threads.ts';
import { describePacket, counts } from './specification.ts';

describePacket('transferThreads', transferThreads, {
  means: [['qXfer:threads:read::10,ffb', { annex: '', offset: 0x10, length: 0xffb }]],
  requests: fc.record({
    annex: fc.stringMatching(/^[a-z.-]{0,16}$/),
    offset: counts,
    length: counts,
  }),
  replies: [
    [{ bytes: Uint8Array.of(0x3c), last: false }, 'm<'],
    [{ bytes: new Uint8Array(), last: true }, 'l'],
  ],
  refuses: ['qXfer:threads:read:', 'qXfer:threads:read::0', 'qXfer:threads:read::,1'],
});
