/** Specifies protocol/rsp/packets/set-step-mode.ts. */
import fc from 'fast-check';
import { setStepMode } from '../../../../protocol/rsp/packets/set-step-mode.ts';
import { describePacket, counts } from './specification.ts';

describePacket('setStepMode', setStepMode, {
  means: [
    ['Qqemu.sstep=3', { mode: 3 }],
    ['Qqemu.sstep=0x1', { mode: 1 }],
  ],
  requests: fc.record({ mode: counts }),
  replies: [['done', 'OK']],
  refuses: ['Qqemu.sstep=', 'Qqemu.sstep=x'],
});
