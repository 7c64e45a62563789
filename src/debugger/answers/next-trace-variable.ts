/** Answers `qTsV`. */
import type { Answer } from '../answer.ts';

export const nextTraceVariable: Answer<'nextTraceVariable'> = ({ client }) =>
  client.variables.shift() ?? 'end';
