/** Answers `qqemu.Supported`. */
import type { Answer } from '../answer.ts';

export const queryEmulator: Answer<'queryEmulator'> = () => ['sstepbits', 'sstep', 'PhyMemMode'];
