/** Answers `QTDP`: a trap stands beside memory, so there is only one kind of it. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import type { Answer } from '../answer.ts';
import { traceRefusal } from '../tracing/look.ts';

export const defineTracepoint: Answer<'defineTracepoint'> = (target, request) => {
  const { client, tracing } = target;
  const refused = traceRefusal(target);
  if (refused !== undefined) return refused;
  if (request.kind === 'actions') {
    const tracepoint = tracing.at(request);
    if ('kind' in tracepoint) return tracepoint;
    return tracepoint.act(request.actions, request.stepping, client.view) ?? 'done';
  }
  const { variety } = request;
  if (variety !== undefined) {
    const why =
      variety === 'static'
        ? 'the guest has no markers for static tracepoints: "trace" does without'
        : 'a fast tracepoint is a jump in memory, which is never written: "trace" costs as little';
    return refusal(errno.invalid, why);
  }
  return tracing.define(request, client.view) ?? 'done';
};
