/** Specifies protocol/rsp/packets/resume.ts. */
import fc from 'fast-check';
import { resume } from '../../../../protocol/rsp/packets/resume.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import type { ResumeAction } from '../../../../protocol/rsp/packets/resume.ts';
import { describePacket, addresses, signals, threads } from './specification.ts';

const deed: fc.Arbitrary<ResumeAction> = fc.oneof(
  fc.record({ kind: fc.constantFrom('continue', 'step') }),
  fc.record({ kind: fc.constantFrom('continue', 'step'), signal: signals }),
  fc.record({ kind: fc.constant('stop') }),
  fc.record({ kind: fc.constant('range'), start: addresses, end: addresses }),
);
const action: fc.Arbitrary<ResumeAction> = fc
  .tuple(deed, fc.option(threads, { nil: undefined }))
  .map(([what, thread]) => (thread === undefined ? what : { ...what, thread }));

describePacket('resume', resume, {
  means: [
    [
      'vCont;s:p1.1;c:p1.-1',
      {
        actions: [
          { kind: 'step', thread: { process: 1, thread: 1 } },
          { kind: 'continue', thread: { process: 1, thread: -1 } },
        ],
      },
    ],
    [
      'vCont;r1000,1010:p1.2;C05',
      {
        actions: [
          {
            kind: 'range',
            start: linearAddress(0x1000),
            end: linearAddress(0x1010),
            thread: { process: 1, thread: 2 },
          },
          { kind: 'continue', signal: 5 },
        ],
      },
    ],
    ['vCont;t:2', { actions: [{ kind: 'stop', thread: { thread: 2 } }] }],
  ],
  requests: fc.record({ actions: fc.array(action, { minLength: 1, maxLength: 8 }) }),
  replies: [
    [
      { kind: 'stopped', signal: 5, thread: { process: 1, thread: 2 }, core: 1 },
      'T05thread:p1.2;core:1;',
    ],
  ],
  refuses: ['vCont;', 'vCont;x', 'vCont;s:', 'vCont;c;', 'vCont;r1000:1', 'vCont;sp1.1'],
});
