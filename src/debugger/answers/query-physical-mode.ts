/** Answers `qqemu.PhyMemMode`. */
import type { Answer } from '../answer.ts';

export const queryPhysicalMode: Answer<'queryPhysicalMode'> = ({ client }) => client.physicalMemory;
