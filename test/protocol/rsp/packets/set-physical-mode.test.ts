/** Specifies protocol/rsp/packets/set-physical-mode.ts. */
import fc from 'fast-check';
import { setPhysicalMode } from '../../../../protocol/rsp/packets/set-physical-mode.ts';
import { describePacket } from './specification.ts';

describePacket('setPhysicalMode', setPhysicalMode, {
  means: [['Qqemu.PhyMemMode:1', { isPhysical: true }]],
  requests: fc.record({ isPhysical: fc.boolean() }),
  replies: [['done', 'OK']],
  refuses: ['Qqemu.PhyMemMode:2', 'Qqemu.PhyMemMode:'],
});
