/** Answers `p` for the CPU that it names, or for the `Hg` CPU. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { readPlace } from '../register-image.ts';
import { cpuMeant } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const readRegister: Answer<'readRegister'> = (target, { register, ...whose }) => {
  const { machine, client } = target;
  const place = client.view.places[register];
  if (place === undefined) return refusal(errno.invalid, `no register ${register}`);
  const cpu = cpuMeant(target, whose);
  return typeof cpu === 'number' ? readPlace(machine, cpu, place) : cpu;
};
