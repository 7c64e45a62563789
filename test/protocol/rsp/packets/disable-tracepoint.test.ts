/** Specifies protocol/rsp/packets/disable-tracepoint.ts. */
import fc from 'fast-check';
import { disableTracepoint } from '../../../../protocol/rsp/packets/disable-tracepoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket } from './specification.ts';

describePacket('disableTracepoint', disableTracepoint, {
  means: [
    ['QTDisable:1:ffff82d0402003c0', { number: 1, address: linearAddress(0xffff82d0402003c0n) }],
  ],
  requests: fc.record({ number: counts, address: addresses }),
  replies: [['done', 'OK']],
  refuses: ['QTDisable:', 'QTDisable:1', 'QTDisable:1:', 'QTDisable:1:0:'],
});
