/** Answers `G` for the `Hg` CPU. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { writeImage } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const writeRegisters: Answer<'writeRegisters'> = ({ machine, client }, { image }) => {
  const { view } = client;
  const { imageBytes } = view;
  if (image.length !== imageBytes) {
    return refusal(errno.invalid, `all registers are ${imageBytes} bytes, not ${image.length}`);
  }
  const refused = writeImage(machine, client.queryCpu, { view, image });
  if (refused.length === 0) return 'done';
  return refusal(errno.invalid, `${refused.join(', ')} cannot hold these values; the others do`);
};
