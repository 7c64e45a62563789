/** Answers `g` for the CPU that it names, or for the `Hg` CPU. */
import { readImage } from '../register-image.ts';
import { cpuMeant } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const readRegisters: Answer<'readRegisters'> = (target, whose) => {
  const cpu = cpuMeant(target, whose);
  return typeof cpu === 'number' ? readImage(target.machine, cpu, target.client.view) : cpu;
};
