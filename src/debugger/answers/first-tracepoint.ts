/** Answers `qTfP`: what is defined now is what the client reads on. */
import type { Answer } from '../answer.ts';

export const firstTracepoint: Answer<'firstTracepoint'> = ({ client, tracing }) => {
  client.pieces = tracing.tracepoints.flatMap(({ definition, enabled, pieces }) =>
    pieces.map((piece) => ({ of: { ...definition, enabled }, piece })),
  );
  return client.pieces.shift() ?? 'end';
};
