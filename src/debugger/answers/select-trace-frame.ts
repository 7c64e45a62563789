/** Answers `QTFrame`: the machine goes to the moment of the frame. */
import { withConsole, type Answer } from '../answer.ts';
import { lookAt } from '../tracing/look.ts';

export const selectTraceFrame: Answer<'selectTraceFrame'> = (target, wish) => {
  const found = lookAt(target, wish);
  const isRefused = typeof found === 'object' && 'kind' in found;
  return isRefused ? found : withConsole(found, target.tracing.takeNews());
};
