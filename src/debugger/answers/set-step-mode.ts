/** Answers `Qqemu.sstep`. */
import { stepBits } from '../../../protocol/rsp/packets/query-step-bits.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import type { Answer } from '../answer.ts';

const known = stepBits.ENABLE | stepBits.NOIRQ;

export const setStepMode: Answer<'setStepMode'> = ({ client }, { mode }) => {
  if ((mode & ~known) !== 0) {
    return refusal(errno.invalid, 'a step takes time, and has the bits ENABLE=1 and NOIRQ=2 only');
  }
  if ((mode & stepBits.ENABLE) === 0) return refusal(errno.invalid, 'steps are always enabled');
  client.stepMode = mode;
  return 'done';
};
