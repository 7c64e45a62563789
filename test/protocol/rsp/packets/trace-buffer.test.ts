/** Specifies protocol/rsp/packets/trace-buffer.ts. */
import fc from 'fast-check';
import { traceBuffer } from '../../../../protocol/rsp/packets/trace-buffer.ts';
import { counts, describePacket } from './specification.ts';

describePacket('traceBuffer', traceBuffer, {
  means: [
    ['QTBuffer:circular:1', { kind: 'circular', circular: true }],
    ['QTBuffer:size:40', { kind: 'size', bytes: 64 }],
    ['QTBuffer:size:-1', { kind: 'size', bytes: undefined }],
  ],
  requests: fc.oneof(
    fc.record({ kind: fc.constant('circular' as const), circular: fc.boolean() }),
    fc.record({ kind: fc.constant('size' as const), bytes: counts }),
  ),
  replies: [['done', 'OK']],
  refuses: ['QTBuffer:', 'QTBuffer:size:', 'QTBuffer:shape:1'],
});
