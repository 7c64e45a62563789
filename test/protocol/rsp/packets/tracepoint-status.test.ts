/** Specifies protocol/rsp/packets/tracepoint-status.ts. */
import fc from 'fast-check';
import { tracepointStatus } from '../../../../protocol/rsp/packets/tracepoint-status.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, counts, describePacket } from './specification.ts';

describePacket('tracepointStatus', tracepointStatus, {
  means: [['qTP:1:1000', { number: 1, address: linearAddress(0x1000) }]],
  requests: fc.record({ number: counts, address: addresses }),
  replies: [[{ hits: 17, bytes: 544 }, 'V11:220']],
  refuses: ['qTP:1', 'qTP:1:1000:'],
});
