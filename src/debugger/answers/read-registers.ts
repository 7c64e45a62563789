/** Answers `g` for the `Hg` CPU. */
import { readImage } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const readRegisters: Answer<'readRegisters'> = ({ machine, client }) =>
  readImage(machine, client.queryCpu, client.view);
