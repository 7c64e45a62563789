/** Specifies protocol/rsp/packets/enable-tracepoint.ts. */
import fc from 'fast-check';
import { enableTracepoint } from '../../../../protocol/rsp/packets/enable-tracepoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket } from './specification.ts';

describePacket('enableTracepoint', enableTracepoint, {
  means: [
    ['QTEnable:1:ffff82d0402003c0', { number: 1, address: linearAddress(0xffff82d0402003c0n) }],
  ],
  requests: fc.record({ number: counts, address: addresses }),
  replies: [['done', 'OK']],
  refuses: ['QTEnable:', 'QTEnable:1', 'QTEnable:1:', 'QTEnable:1:0:'],
});
