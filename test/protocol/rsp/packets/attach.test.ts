/** Specifies protocol/rsp/packets/attach.ts. */
import fc from 'fast-check';
import { attach } from '../../../../protocol/rsp/packets/attach.ts';
import { counts, describePacket } from './specification.ts';

describePacket('attach', attach, {
  means: [['vAttach;1', { process: 1 }]],
  requests: fc.record({ process: counts }),
  replies: [
    [{ kind: 'stopped', signal: 5, thread: { thread: 1 }, core: 0 }, 'T05thread:1;core:0;'],
  ],
  refuses: ['vAttach;', 'vAttach;x'],
});
