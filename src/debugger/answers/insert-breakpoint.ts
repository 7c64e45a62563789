/** Answers `Z`: never by changing guest memory. */
import type { Answer } from '../answer.ts';

export const insertBreakpoint: Answer<'insertBreakpoint'> = ({ breakpoints, client }, request) =>
  breakpoints.insert(client.queryCpu, request, client) ?? 'done';
