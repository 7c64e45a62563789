/** Specifies protocol/rsp/packets/stopped.ts. */
import fc from 'fast-check';
import { stopped } from '../../../../protocol/rsp/packets/stopped.ts';
import { describePacket } from './specification.ts';

describePacket('stopped', stopped, {
  means: [['vStopped', 'nothing']],
  requests: fc.constant('nothing'),
  replies: [
    ['done', 'OK'],
    [{ kind: 'stopped', signal: 5, thread: { thread: 1 }, core: 0 }, 'T05thread:1;core:0;'],
  ],
});
