/** Answers `z`. */
import type { Answer } from '../answer.ts';

export const removeBreakpoint: Answer<'removeBreakpoint'> = ({ breakpoints }, request) => {
  breakpoints.remove(request);
  return 'done';
};
