/** Answers `qWatchpointSupportInfo`: one that crosses pages takes the place of several. */
import { watchesMax } from '../../machine/machine.ts';
import type { Answer } from '../answer.ts';

export const watchpointSupport: Answer<'watchpointSupport'> = () => watchesMax;
