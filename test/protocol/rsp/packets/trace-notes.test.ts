/** Specifies protocol/rsp/packets/trace-notes.ts. */
import fc from 'fast-check';
import { traceNotes } from '../../../../protocol/rsp/packets/trace-notes.ts';
import { describePacket } from './specification.ts';

const text = fc.stringMatching(/^[\x01-\xff]{0,16}$/);

describePacket('traceNotes', traceNotes, {
  means: [
    ['QTNotes:', {}],
    ['QTNotes:user:6d65;notes:;tstop:6e6f77;', { user: 'me', notes: '', tstop: 'now' }],
  ],
  requests: fc.record({ user: text, notes: text, tstop: text }, { requiredKeys: [] }),
  replies: [['done', 'OK']],
  refuses: ['QTNotes:user:6;', 'QTNotes:owner:6d65;', 'QTNotes:user', 'QTNotes:user:6d65'],
});
