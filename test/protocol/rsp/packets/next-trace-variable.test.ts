/** Specifies protocol/rsp/packets/next-trace-variable.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { nextTraceVariable } from '../../../../protocol/rsp/packets/next-trace-variable.ts';
import { describePacket } from './specification.ts';

describePacket('nextTraceVariable', nextTraceVariable, {
  means: [['qTsV', nothing]],
  requests: fc.constant(nothing),
  replies: [
    ['end', 'l'],
    [{ number: 3, initial: 42n, builtin: false, name: 'n' }, '3:2a:0:6e'],
  ],
});
