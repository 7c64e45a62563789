/** Specifies protocol/rsp/packets/transfer-memory-map.ts. */
import fc from 'fast-check';
import { transferMemoryMap } from '../../../../protocol/rsp/packets/transfer-memory-map.ts';
import { describePacket, counts } from './specification.ts';

describePacket('transferMemoryMap', transferMemoryMap, {
  means: [['qXfer:memory-map:read::10,ffb', { annex: '', offset: 0x10, length: 0xffb }]],
  requests: fc.record({ annex: fc.constant(''), offset: counts, length: counts }),
  replies: [[{ bytes: Uint8Array.of(0x3c), last: true }, 'l<']],
  refuses: ['qXfer:memory-map:read:', 'qXfer:memory-map:read::0'],
});
