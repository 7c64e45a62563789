/** The steps of Xen's boot, by which a change of the machine's timing is noticed. */
import { expect, it } from 'vitest';
import { milestones } from './milestones.ts';
import { isThere, notThere } from './xen.ts';

if (isThere) {
  it('Xen takes the same steps to each stage of its boot in every run', () => {
    const passed = milestones();

    expect(passed).toEqual([
      { stage: 'nmi_apply_alternatives', steps: 12_444_090 },
      { stage: 'nmi_apply_alternatives', steps: 15_739_398 },
      { stage: 'smp_cpus_done', steps: 16_112_480 },
      { stage: 'construct_dom0', steps: 16_572_866 },
      { stage: 'init_done', steps: 17_340_462 },
      { stage: 'dom0 halted', steps: 17_387_989 },
    ]);
    expect(milestones()).toEqual(passed);
  });
} else it.skip(notThere);
