/** Answers `vMustReplyEmpty` as anything unknown is answered. */
import type { Answer } from '../answer.ts';

export const mustReplyEmpty: Answer<'mustReplyEmpty'> = () => 'done';
