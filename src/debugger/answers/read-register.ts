/** Answers `p` for the `Hg` CPU. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { readPlace } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const readRegister: Answer<'readRegister'> = ({ machine, client }, { register }) => {
  const place = client.view.places[register];
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  return readPlace(machine, client.queryCpu, place);
};
