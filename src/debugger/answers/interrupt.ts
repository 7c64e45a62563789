/** Answers `vCtrlC`: what stops is told after the reply. */
import { interruption, type Answer } from '../answer.ts';

export const interrupt: Answer<'interrupt'> = () => interruption;
