/** QEMU and the machine, one step each, through one-screen guests that ask for no device's time. */
import { describe, expect, it } from 'vitest';
import { guests } from '../fixtures/guests.ts';
import { besideQemu } from './lockstep/beside-qemu.ts';

/** Up to the end of each story, or to where QEMU is wrong about it (test/fixtures/guests.ts). */
// prettier-ignore
const stories = new Map([
  ['call-gate', 19_000], ['interrupt-stacks', 18_000], ['port-rights', 15_000],
  ['rings-32', 12_000], ['smap', 15_000],
]);

describe.each(guests.filter(({ name }) => stories.has(name)))(
  '$name on QEMU',
  ({ name, image }) => {
    const steps = stories.get(name) ?? 0;
    const compare = besideQemu(image, 'max');

    it(`makes the same ${steps} first steps`, async () => {
      const { text, code } = await compare(steps);

      expect(text.split('\n')[0], text).toBe(`no difference in ${steps} steps`);
      expect(code).toBe(0);
      console.log(`QEMU in lock-step: ${steps} steps of ${name} judged`);
    });
  },
);
