/** Specifies protocol/rsp/packets/set-thread.ts. */
import fc from 'fast-check';
import { setThread } from '../../../../protocol/rsp/packets/set-thread.ts';
import { describePacket, threads } from './specification.ts';

describePacket('setThread', setThread, {
  means: [
    ['Hgp1.3', { purpose: 'query', thread: { process: 1, thread: 3 } }],
    ['Hc-1', { purpose: 'resume', thread: { thread: -1 } }],
    ['Hgp2', { purpose: 'query', thread: { process: 2, thread: -1 } }],
  ],
  requests: fc.record({ purpose: fc.constantFrom('query', 'resume'), thread: threads }),
  replies: [['done', 'OK']],
  refuses: ['H', 'Hg', 'Hgp', 'Hgp1.', 'Hg1.2'],
});
