/** Specifies protocol/rsp/packets/query-resume.ts. */
import fc from 'fast-check';
import { queryResume } from '../../../../protocol/rsp/packets/query-resume.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('queryResume', queryResume, {
  means: [['vCont?', nothing]],
  requests: fc.constant(nothing),
  replies: [[['c', 'C', 's', 'S'], 'vCont;c;C;s;S']],
});
