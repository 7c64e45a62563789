/** Specifies protocol/rsp/packets/step-with-signal.ts. */
import fc from 'fast-check';
import { stepWithSignal } from '../../../../protocol/rsp/packets/step-with-signal.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, signals } from './specification.ts';

describePacket('stepWithSignal', stepWithSignal, {
  means: [
    ['S05', { signal: 5 }],
    ['S0b;1000', { signal: 11, address: linearAddress(0x1000) }],
  ],
  requests: fc.oneof(
    fc.record({ signal: signals }),
    fc.record({ signal: signals, address: addresses }),
  ),
  replies: [[{ kind: 'exited', status: 3 }, 'W03']],
  refuses: ['S', 'S05,1000'],
});
