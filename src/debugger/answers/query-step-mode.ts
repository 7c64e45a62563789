/** Answers `qqemu.sstep`. */
import type { Answer } from '../answer.ts';

export const queryStepMode: Answer<'queryStepMode'> = ({ client }) => client.stepMode;
