/** Answers `qRcmd`: the monitor commands. */
import { runMonitorLine } from '../monitor/run.ts';
import { withConsole, type Answer } from '../answer.ts';

export const monitor: Answer<'monitor'> = (target, { line }) => {
  const { text, result } = runMonitorLine(target, line);
  return withConsole(result, text);
};
