/** Answers `QTStop`: the frames stay. */
import { withConsole, type Answer } from '../answer.ts';

export const traceStop: Answer<'traceStop'> = ({ tracing }) => {
  tracing.stop();
  return withConsole('done', tracing.takeNews());
};
