/** Specifies protocol/rsp/packets/trace-read-only.ts. */
import fc from 'fast-check';
import { traceReadOnly } from '../../../../protocol/rsp/packets/trace-read-only.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, describePacket } from './specification.ts';

describePacket('traceReadOnly', traceReadOnly, {
  means: [
    ['QTro', { ranges: [] }],
    ['QTro:1000,1fff', { ranges: [{ start: linearAddress(0x1000), end: linearAddress(0x1fff) }] }],
  ],
  requests: fc.record({ ranges: fc.array(fc.record({ start: addresses, end: addresses })) }),
  replies: [['done', 'OK']],
  refuses: ['QTro:', 'QTro:1000', 'QTro:1000,1fff:'],
});
