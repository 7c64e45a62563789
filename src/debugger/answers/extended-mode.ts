/** Answers `!`: from now on the server stays until its user ends it (gdb manual E.2). */
import type { Answer } from '../answer.ts';

export const extendedMode: Answer<'extendedMode'> = ({ client, situation }) => {
  client.extended = true;
  situation.persistent = true;
  return 'done';
};
