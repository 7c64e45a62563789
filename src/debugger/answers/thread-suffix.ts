/** Answers `QThreadSuffixSupported`: the suffix is understood from everybody. */
import type { Answer } from '../answer.ts';

export const threadSuffix: Answer<'threadSuffix'> = () => 'done';
