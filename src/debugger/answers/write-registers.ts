/** Answers `G` for the CPU that it names, or for the `Hg` CPU. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { writeImage } from '../register-image.ts';
import { cpuMeant } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const writeRegisters: Answer<'writeRegisters'> = (target, { image, ...whose }) => {
  const { view } = target.client;
  const { imageBytes } = view;
  if (image.length !== imageBytes) {
    return refusal(errno.invalid, `all registers are ${imageBytes} bytes, not ${image.length}`);
  }
  const cpu = cpuMeant(target, whose);
  if (typeof cpu !== 'number') return cpu;
  const refused = writeImage(target.machine, cpu, { view, image });
  if (refused.length === 0) return 'done';
  return refusal(errno.invalid, `${refused.join(', ')} cannot hold these values; the others do`);
};
