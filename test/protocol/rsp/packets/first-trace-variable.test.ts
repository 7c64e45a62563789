/** Specifies protocol/rsp/packets/first-trace-variable.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { firstTraceVariable } from '../../../../protocol/rsp/packets/first-trace-variable.ts';
import { describePacket } from './specification.ts';

describePacket('firstTraceVariable', firstTraceVariable, {
  means: [['qTfV', nothing]],
  requests: fc.constant(nothing),
  replies: [
    ['end', 'l'],
    [{ number: 3, initial: 42n, builtin: false, name: 'n' }, '3:2a:0:6e'],
  ],
});
