/** Answers `qTfV`: what is defined now is what the client reads on. */
import type { Answer } from '../answer.ts';

export const firstTraceVariable: Answer<'firstTraceVariable'> = ({ client, tracing }) => {
  client.variables = [...tracing.variables];
  return client.variables.shift() ?? 'end';
};
