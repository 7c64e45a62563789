/** Answers `vCont?`. */
import type { Answer } from '../answer.ts';

export const queryResume: Answer<'queryResume'> = () => ['c', 'C', 's', 'S', 't', 'r'];
