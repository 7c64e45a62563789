/** Events of every kind, for properties. */
import fc from 'fast-check';
import type { JournalEvent } from '../../../protocol/journal/events.ts';

const cpu = fc.nat(31);
const bytes = fc.uint8Array({ maxLength: 40 });
const wide = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

export const anyEvent: fc.Arbitrary<JournalEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('inject' as const),
    what: fc.constantFrom('nmi' as const, 'machine-check' as const),
    cpu,
  }),
  fc.record({ kind: fc.constant('type' as const), bytes }),
  fc.record({
    kind: fc.constant('register' as const),
    cpu,
    name: fc.constantFrom('rax', 'st0', 'xmm15'),
    value: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
  }),
  fc.record({ kind: fc.constant('memory' as const), cpu, address: wide, bytes }),
  fc.record({ kind: fc.constant('physical' as const), address: fc.nat(), bytes }),
  fc.record({ kind: fc.constant('quantum' as const), steps: fc.integer({ min: 1, max: 1e9 }) }),
  fc.record({
    kind: fc.constant('hold' as const),
    cpus: fc.uniqueArray(cpu, { maxLength: 8 }),
    interrupts: fc.boolean(),
  }),
);
