/** Specifies protocol/rsp/packets/tracepoint-source.ts. */
import fc from 'fast-check';
import { tracepointSource } from '../../../../protocol/rsp/packets/tracepoint-source.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket, images } from './specification.ts';

describePacket('tracepointSource', tracepointSource, {
  means: [
    [
      'QTDPsrc:1:1000:at:0:3:6d696e',
      {
        number: 1,
        address: linearAddress(0x1000),
        type: 'at',
        start: 0,
        length: 3,
        bytes: Uint8Array.of(0x6d, 0x69, 0x6e),
      },
    ],
  ],
  requests: fc.record({
    number: counts,
    address: addresses,
    type: fc.constantFrom('at', 'cond', 'cmd'),
    start: counts,
    length: counts,
    bytes: images,
  }),
  replies: [['done', 'OK']],
  refuses: ['QTDPsrc:1:1000:on:0:1:41', 'QTDPsrc:1:1000:at:0:1:4', 'QTDPsrc:1:1000:at:0'],
});
