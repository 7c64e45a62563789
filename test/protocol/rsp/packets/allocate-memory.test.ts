/** Specifies protocol/rsp/packets/allocate-memory.ts. */
import fc from 'fast-check';
import { allocateMemory } from '../../../../protocol/rsp/packets/allocate-memory.ts';
import { counts, describePacket } from './specification.ts';

describePacket('allocateMemory', allocateMemory, {
  means: [['_M1000,rwx', { length: 0x1000, permissions: 'rwx' }]],
  requests: fc.record({ length: counts, permissions: fc.constantFrom('', 'r', 'rw', 'rx') }),
  replies: [['done', 'OK']],
  refuses: ['_M', '_M1000'],
});
