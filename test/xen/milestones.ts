/** How many steps Xen takes to each stage of its boot: the same in every run. */
import { breakAt, powerOnXen, runOn, stepOver, symbol } from './xen.ts';

/** Functions that Xen calls in this order as it boots, the first of them twice. */
const stages = ['nmi_apply_alternatives', 'smp_cpus_done', 'construct_dom0', 'init_done'];

export interface Milestone {
  readonly stage: string;
  /** Steps of all CPUs since power-on. */
  readonly steps: number;
}

/** Boots Xen on two CPUs and notes when each stage begins, and when dom0 has halted. */
export function milestones(): readonly Milestone[] {
  const { machine } = powerOnXen();
  const stageAt = new Map(stages.map((stage) => [symbol(stage), stage]));
  for (const address of stageAt.keys()) breakAt(machine, address);
  const passed: Milestone[] = [];
  const note = (stage: string): void => void passed.push({ stage, steps: machine.moment });
  for (;;) {
    const stop = runOn(machine);
    if (stop.kind !== 'breakpoint') {
      note('dom0 halted');
      return passed;
    }
    note(stageAt.get(stop.address) ?? '');
    stepOver(machine, stop);
  }
}
