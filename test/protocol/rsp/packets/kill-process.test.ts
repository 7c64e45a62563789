/** Specifies protocol/rsp/packets/kill-process.ts. */
import fc from 'fast-check';
import { killProcess } from '../../../../protocol/rsp/packets/kill-process.ts';
import { describePacket, counts } from './specification.ts';

describePacket('killProcess', killProcess, {
  means: [['vKill;1', { process: 1 }]],
  requests: fc.record({ process: counts }),
  replies: [['done', 'OK']],
  refuses: ['vKill;', 'vKill;p'],
});
