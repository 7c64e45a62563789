/** Answers `qTsP`. */
import type { Answer } from '../answer.ts';

export const nextTracepoint: Answer<'nextTracepoint'> = ({ client }) =>
  client.pieces.shift() ?? 'end';
