/** QEMU and the machine, one step each, from the tiny hypervisor's entry into its live pass. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../fixture.ts';
import { besideQemu } from './lockstep/beside-qemu.ts';

const image = join(root, 'fixtures/tiny-hypervisor/tiny-hypervisor.elf');
/** Through the boot pass in NMI context, and in and out of a guest for each of its exits. */
const steps = 45_000;

/** QEMU's models have SVM without nested paging, and with it. */
describe.each(['qemu64', 'max'])('the tiny hypervisor on a %s CPU of QEMU', (cpu) => {
  const compare = besideQemu(image, cpu);

  it(`makes the same ${steps} first steps`, async () => {
    const { text, code } = await compare(steps);

    expect(text.split('\n')[0], text).toBe(`no difference in ${steps} steps`);
    expect(code).toBe(0);
    console.log(`QEMU's ${cpu} in lock-step: ${steps} steps judged`);
  });
});
