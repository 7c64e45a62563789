/** Specifies protocol/rsp/packets/continue-with-signal.ts. */
import fc from 'fast-check';
import { continueWithSignal } from '../../../../protocol/rsp/packets/continue-with-signal.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, signals } from './specification.ts';

describePacket('continueWithSignal', continueWithSignal, {
  means: [
    ['C05', { signal: 5 }],
    ['C0b;1000', { signal: 11, address: linearAddress(0x1000) }],
  ],
  requests: fc.oneof(
    fc.record({ signal: signals }),
    fc.record({ signal: signals, address: addresses }),
  ),
  replies: [[{ kind: 'exited', status: 3 }, 'W03']],
  refuses: ['C', 'C05,1000'],
});
