/** Answers `vCont`: the reply comes when the machine stops. */
import { resumptionOf } from '../resumption.ts';
import type { Answer } from '../answer.ts';

export const resume: Answer<'resume'> = (target, { actions }) => resumptionOf(target, actions);
