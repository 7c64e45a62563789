/** Specifies protocol/rsp/packets/trace-variable.ts. */
import fc from 'fast-check';
import { traceVariable } from '../../../../protocol/rsp/packets/trace-variable.ts';
import { counts, describePacket } from './specification.ts';

describePacket('traceVariable', traceVariable, {
  means: [['qTV:1f', { number: 31 }]],
  requests: fc.record({ number: counts }),
  replies: [
    [42n, 'V2a'],
    ['unknown', 'U'],
  ],
  refuses: ['qTV:', 'qTV:x'],
});
