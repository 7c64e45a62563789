/** The table `cpus`: a row for each CPU. */
import { readForGdb } from '../linear-rip.ts';
import { cpuMode, cpuName } from '../threads.ts';
import { addressCell, type TableSource } from './table.ts';

export const cpusTable: TableSource = {
  name: 'cpus',
  help: 'What every CPU is doing',
  read: ({ machine }) => ({
    columns: ['CPU', 'Thread', 'Activity', 'Mode', 'rip', 'cr3', 'APIC id'],
    rows: Array.from({ length: machine.cpuCount }, (_, cpu) => [
      cpuName(cpu),
      String(cpu + 1),
      machine.activity(cpu),
      cpuMode(machine, cpu),
      addressCell(readForGdb(machine, cpu, 'rip')),
      addressCell(machine.readRegister(cpu, 'cr3')),
      String(machine.readRegister(cpu, 'apic_id')),
    ]),
  }),
};
