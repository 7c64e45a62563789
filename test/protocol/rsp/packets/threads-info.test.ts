/** Specifies protocol/rsp/packets/threads-info.ts. */
import fc from 'fast-check';
import { threadsInfo } from '../../../../protocol/rsp/packets/threads-info.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('threadsInfo', threadsInfo, {
  means: [['jThreadsInfo', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [
      [
        {
          kind: 'stopped',
          signal: 0,
          thread: { process: 1, thread: 2 },
          core: 1,
          registers: [{ number: 16, image: Uint8Array.of(1, 2) }],
        },
      ],
      '[{"tid":2,"signal":0,"registers":{"16":"0102"}}]',
    ],
  ],
});
