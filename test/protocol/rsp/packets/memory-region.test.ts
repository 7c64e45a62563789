/** Specifies protocol/rsp/packets/memory-region.ts. */
import fc from 'fast-check';
import { memoryRegion } from '../../../../protocol/rsp/packets/memory-region.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { addresses, describePacket } from './specification.ts';

describePacket('memoryRegion', memoryRegion, {
  means: [['qMemoryRegionInfo:1000', { address: linearAddress(0x1000n) }]],
  requests: fc.record({ address: addresses }),
  replies: [
    [{ start: 0n, end: 0x1000n }, 'start:0;size:1000;'],
    [{ start: 0x1000n, end: 0x3000n, permissions: 'rx' }, 'start:1000;size:2000;permissions:rx;'],
  ],
  refuses: ['qMemoryRegionInfo:', 'qMemoryRegionInfo:x'],
});
