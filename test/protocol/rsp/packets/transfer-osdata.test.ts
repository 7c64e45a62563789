/** Specifies protocol/rsp/packets/transfer-osdata.ts. */
import fc from 'fast-check';
import { transferOsdata } from '../../../../protocol/rsp/packets/transfer-osdata.ts';
import { describePacket, counts } from './specification.ts';

describePacket('transferOsdata', transferOsdata, {
  means: [['qXfer:osdata:read:sites:10,ffb', { annex: 'sites', offset: 0x10, length: 0xffb }]],
  requests: fc.record({
    annex: fc.stringMatching(/^[a-z.-]{0,16}$/),
    offset: counts,
    length: counts,
  }),
  replies: [
    [{ bytes: Uint8Array.of(0x3c), last: false }, 'm<'],
    [{ bytes: new Uint8Array(), last: true }, 'l'],
  ],
  refuses: ['qXfer:osdata:read:sites', 'qXfer:osdata:read:sites:0', 'qXfer:osdata:read:sites:,1'],
});
