/** Answers `qqemu.sstepbits`. */
import { stepBits } from '../../../protocol/rsp/packets/query-step-bits.ts';
import type { Answer } from '../answer.ts';

export const queryStepBits: Answer<'queryStepBits'> = () => stepBits;
