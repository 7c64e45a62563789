/** Answers `p` for the `Hg` CPU. */
import { littleEndian } from '../../../protocol/rsp/numbers.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { readForGdb } from '../linear-rip.ts';
import { registerPlace } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const readRegister: Answer<'readRegister'> = ({ machine, client }, { register }) => {
  const place = registerPlace(register);
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  return littleEndian(readForGdb(machine, client.queryCpu, place.name), place.bytes);
};
