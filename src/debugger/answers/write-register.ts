/** Answers `P` for the CPU that it names, or for the `Hg` CPU. */
import { fromLittleEndian } from '../../../protocol/rsp/numbers.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { writePlace } from '../register-image.ts';
import { cpuMeant } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const writeRegister: Answer<'writeRegister'> = (target, { register, image, ...whose }) => {
  const { machine, client } = target;
  const place = client.view.places[register];
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  if (image.length !== place.bytes) {
    return refusal(errno.invalid, `${place.name} is ${place.bytes} bytes, not ${image.length}`);
  }
  const { name } = place;
  if (!place.writable) return refusal(errno.notPermitted, `${name} can only be read`);
  const cpu = cpuMeant(target, whose);
  if (typeof cpu !== 'number') return cpu;
  if (writePlace(machine, cpu, place, image)) return 'done';
  const text = `0x${fromLittleEndian(image).toString(16)}`;
  return refusal(errno.invalid, `${name} cannot hold ${text}: it would be #GP in the guest`);
};
