/** Specifies protocol/rsp/packets/transfer-features.ts. */
import fc from 'fast-check';
import { transferFeatures } from '../../../../protocol/rsp/packets/transfer-features.ts';
import { describePacket, counts } from './specification.ts';

describePacket('transferFeatures', transferFeatures, {
  means: [
    ['qXfer:features:read:target.xml:10,ffb', { annex: 'target.xml', offset: 0x10, length: 0xffb }],
  ],
  requests: fc.record({
    annex: fc.stringMatching(/^[a-z.-]{0,16}$/),
    offset: counts,
    length: counts,
  }),
  replies: [
    [{ bytes: Uint8Array.of(0x3c), last: false }, 'm<'],
    [{ bytes: new Uint8Array(), last: true }, 'l'],
  ],
  refuses: [
    'qXfer:features:read:target.xml',
    'qXfer:features:read:target.xml:0',
    'qXfer:features:read:target.xml:,1',
  ],
});
