/** Answers `P` for the `Hg` CPU. */
import { fromLittleEndian } from '../../../protocol/rsp/numbers.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { writeForGdb } from '../linear-rip.ts';
import { registerPlace } from '../register-image.ts';
import type { Answer } from '../answer.ts';

export const writeRegister: Answer<'writeRegister'> = ({ machine, client }, request) => {
  const { register, image } = request;
  const place = registerPlace(register);
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  if (image.length !== place.bytes) {
    return refusal(errno.invalid, `${place.name} is ${place.bytes} bytes, not ${image.length}`);
  }
  const { name } = place;
  const value = fromLittleEndian(image);
  if (!place.writable) return refusal(errno.notPermitted, `${name} can only be read`);
  if (writeForGdb(machine, client.queryCpu, name, value)) return 'done';
  const text = `0x${value.toString(16)}`;
  return refusal(errno.invalid, `${name} cannot hold ${text}: it would be #GP in the guest`);
};
