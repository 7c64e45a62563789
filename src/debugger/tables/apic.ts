/** The table `apic`: the local APICs of all CPUs and the IOAPIC, a register in each row. */
import { reasonTable, type TableSource } from './table.ts';

export const apicTable: TableSource = {
  name: 'apic',
  help: 'The local APICs and the IOAPIC: priorities, pending vectors, local vectors, redirections',
  read({ machine }) {
    const rows = machine.describeDevices();
    if (rows.length === 0) return reasonTable('APIC', 'this machine has none');
    return {
      columns: ['APIC', 'Register', 'Value', 'Meaning'],
      rows: rows.map(({ unit, register, value, meaning }) => [unit, register, value, meaning]),
    };
  },
};
