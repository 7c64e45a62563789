/** Specifies protocol/rsp/packets/kill.ts. */
import fc from 'fast-check';
import { kill } from '../../../../protocol/rsp/packets/kill.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('kill', kill, {
  means: [['k', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [undefined, ''],
    [{ kind: 'killed', process: 1 }, 'X09;process:1'],
  ],
});
