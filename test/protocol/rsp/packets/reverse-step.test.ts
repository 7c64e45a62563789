/** Specifies protocol/rsp/packets/reverse-step.ts. */
import fc from 'fast-check';
import { reverseStep } from '../../../../protocol/rsp/packets/reverse-step.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('reverseStep', reverseStep, {
  means: [['bs', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [
      {
        kind: 'stopped',
        signal: 5,
        thread: { thread: 1 },
        core: 0,
        point: { kind: 'replaylog', which: 'begin' },
      },
      'T05replaylog:begin;thread:1;core:0;',
    ],
  ],
});
