/** Answers `Qqemu.PhyMemMode`. */
import type { Answer } from '../answer.ts';

export const setPhysicalMode: Answer<'setPhysicalMode'> = ({ client }, { isPhysical }) => {
  client.physicalMemory = isPhysical;
  return 'done';
};
