/** Specifies protocol/rsp/packets/define-trace-variable.ts. */
import fc from 'fast-check';
import { defineTraceVariable } from '../../../../protocol/rsp/packets/define-trace-variable.ts';
import { counts, describePacket } from './specification.ts';

describePacket('defineTraceVariable', defineTraceVariable, {
  means: [
    ['QTDV:3:0000002a:0:706f6b6573', { number: 3, initial: 42n, builtin: false, name: 'pokes' }],
  ],
  requests: fc.record({
    number: counts,
    initial: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
    builtin: fc.boolean(),
    name: fc.stringMatching(/^[a-z_]{0,16}$/),
  }),
  replies: [['done', 'OK']],
  refuses: ['QTDV:', 'QTDV:3:0', 'QTDV:3:0:0:7'],
});
