/** Specifies protocol/rsp/packets/query-supported.ts. */
import fc from 'fast-check';
import { querySupported } from '../../../../protocol/rsp/packets/query-supported.ts';
import { describePacket } from './specification.ts';

describePacket('querySupported', querySupported, {
  means: [
    ['qSupported', { features: [] }],
    ['qSupported:multiprocess+;swbreak+', { features: ['multiprocess+', 'swbreak+'] }],
  ],
  requests: fc.record({
    features: fc.array(fc.stringMatching(/^[a-zA-Z-]{1,12}([+-]|=[0-9a-f]{1,4})$/)),
  }),
  replies: [[['PacketSize=20000', 'swbreak+'], 'PacketSize=20000;swbreak+']],
  refuses: ['qSupported;swbreak+'],
});
