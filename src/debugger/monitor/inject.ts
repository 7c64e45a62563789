/** What the injecting commands have in common: the CPU is named, never taken from `Hg`. */
import type { MachineEvent } from '../../machine/machine.ts';
import type { Target } from '../target.ts';
import { failed, said, wholeNumber, type MonitorAnswer } from './command.ts';

const names: Readonly<Record<MachineEvent['kind'], string>> = {
  nmi: 'NMI',
  'machine-check': 'machine check',
};

/** Sends an event to the CPU that the first word names. */
export function inject(
  { machine }: Target,
  [word]: readonly string[],
  kind: MachineEvent['kind'],
): MonitorAnswer {
  const most = machine.cpuCount - 1;
  const cpu = wholeNumber(word, { least: 0, most });
  if (cpu === undefined) return failed(`which CPU? 0 to ${most}`);
  machine.inject({ kind, cpu });
  return said(`${names[kind]} sent to CPU ${cpu} at moment ${machine.moment}`);
}
