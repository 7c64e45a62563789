/** Specifies protocol/rsp/packets/trace-status.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { traceStatus } from '../../../../protocol/rsp/packets/trace-status.ts';
import { describePacket } from './specification.ts';

const buffer = {
  frames: 16,
  framesCreated: 17,
  bytesFree: 32,
  bytes: 64,
  circular: true,
  disconnected: false,
  user: 'me',
  notes: '',
};
const rest = ';tframes:10;tcreated:11;tfree:20;tsize:40;circular:1;disconn:0;username:6d65;notes:';

describePacket('traceStatus', traceStatus, {
  means: [['qTStatus', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [{ ...buffer, end: undefined }, `T1${rest}`],
    [{ ...buffer, end: { kind: 'never ran' } }, `T0;tnotrun:0${rest}`],
    [{ ...buffer, end: { kind: 'stopped', why: 'why' } }, `T0;tstop:776879:0${rest}`],
    [{ ...buffer, end: { kind: 'full' } }, `T0;tfull:0${rest}`],
    [{ ...buffer, end: { kind: 'passcount', tracepoint: 18 } }, `T0;tpasscount:12${rest}`],
    [{ ...buffer, end: { kind: 'error', why: 'why', tracepoint: 2 } }, `T0;terror:776879:2${rest}`],
  ],
});
