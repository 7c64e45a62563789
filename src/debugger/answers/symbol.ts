/** Answers `qSymbol`: no symbol is needed. */
import type { Answer } from '../answer.ts';

export const symbol: Answer<'symbol'> = () => 'done';
