/** Answers `qProcessInfo`. A pid that is real would make lldb load what runs this server. */
import { process } from '../threads.ts';
import { tripleOf } from '../triple.ts';
import type { Answer } from '../answer.ts';

export const processInfo: Answer<'processInfo'> = ({ client }) => ({
  process,
  ...tripleOf(client.view),
});
