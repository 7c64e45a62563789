/** Answers `P` for the `Hg` CPU. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { writePlace } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const writeRegister: Answer<'writeRegister'> = ({ machine, client }, request) => {
  const { register, image } = request;
  const place = client.view.places[register];
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  if (image.length !== place.bytes) {
    return refusal(errno.invalid, `${place.name} is ${place.bytes} bytes, not ${image.length}`);
  }
  writePlace(machine, client.queryCpu, place, image);
  return 'done';
};
