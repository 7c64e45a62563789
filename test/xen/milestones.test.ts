/** The steps of Xen's boot, by which a change of the machine's timing is noticed. */
import { expect, it } from 'vitest';
import { milestones } from './milestones.ts';
import { isThere, notThere } from './xen.ts';

if (isThere) {
  it('Xen takes the same steps to each stage of its boot in every run', () => {
    const passed = milestones();

    expect(passed).toEqual([
      { stage: 'nmi_apply_alternatives', steps: 12_471_658 },
      { stage: 'nmi_apply_alternatives', steps: 15_741_069 },
      { stage: 'smp_cpus_done', steps: 16_114_468 },
      { stage: 'construct_dom0', steps: 16_574_513 },
      { stage: 'init_done', steps: 17_342_163 },
      { stage: 'dom0 halted', steps: 17_389_496 },
    ]);
    expect(milestones()).toEqual(passed);
  });
} else it.skip(notThere);
