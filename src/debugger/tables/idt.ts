/** The table `idt`: the gates of the selected CPU (SDM 3A 6.11, 6.14.1; in real mode 20.1.4). */
import { vectors } from '../../isa/vectors.ts';
import { cpuName } from '../threads.ts';
import { descriptorMode, tableBytes, type CpuMode } from './descriptor-memory.ts';
import { addressCell, hexCell, reasonTable, type TableSource } from './table.ts';

const gateBytes: Readonly<Record<CpuMode, number>> = { real: 4, protected: 8, long: 16 };

/** Types of system descriptors that are gates (SDM 3A table 3-2). */
const gateTypes: Readonly<Record<number, string>> = {
  0x5: 'task gate',
  0x6: '16-bit interrupt gate',
  0x7: '16-bit trap gate',
  0xe: 'interrupt gate',
  0xf: 'trap gate',
};

const vectorsMax = 256;

export const idtTable: TableSource = {
  name: 'idt',
  help: 'The gates of the selected CPU: where each vector leads; those that are not present are left out',
  ofCpu: true,
  read({ machine }, cpu) {
    const mode = descriptorMode(machine, cpu);
    const table = tableBytes(machine, cpu, 'idtr');
    const count = Math.min(vectorsMax, Math.floor(table.byteLength / gateBytes[mode]));
    const rows: string[][] = [];
    for (let vector = 0; vector < count; vector += 1) {
      const gate = mode === 'real' ? realGate(table, vector) : gateOf(table, vector, mode);
      if (gate !== undefined) rows.push(rowOf(cpu, vector, gate, mode));
    }
    if (rows.length === 0) return reasonTable('IDT', `the IDT of ${cpuName(cpu)} holds no gates`);
    const columns = ['CPU', 'Vector', 'Name', 'Type', 'DPL', 'IST', 'Selector', 'Offset'];
    return { columns, rows };
  },
};

interface Gate {
  readonly type: string;
  readonly dpl: string;
  readonly ist: string;
  readonly selector: number;
  readonly offset: bigint;
}

const rowOf = (cpu: number, vector: number, gate: Gate, mode: CpuMode): string[] => [
  cpuName(cpu),
  hexCell(vector),
  // In real mode a BIOS has services there, too.
  (mode === 'real' ? undefined : vectors.find((row) => row.vector === vector)?.mnemonic) ?? '',
  gate.type,
  gate.dpl,
  gate.ist,
  hexCell(gate.selector),
  addressCell(gate.offset),
];

function realGate(table: DataView, vector: number): Gate | undefined {
  const offset = BigInt(table.getUint16(vector * 4, true));
  const selector = table.getUint16(vector * 4 + 2, true);
  if (offset === 0n && selector === 0) return undefined;
  return { type: 'real-mode vector', dpl: '', ist: '', selector, offset };
}

function gateOf(table: DataView, vector: number, mode: 'protected' | 'long'): Gate | undefined {
  const at = vector * gateBytes[mode];
  const low = table.getUint32(at, true);
  const high = table.getUint32(at + 4, true);
  if ((high & 0x8000) === 0) return undefined;
  const type = gateTypes[(high >>> 8) & 0x1f] ?? `type ${hexCell((high >>> 8) & 0x1f)}`;
  const upper = mode === 'long' ? table.getUint32(at + 8, true) : 0;
  return {
    type,
    dpl: String((high >>> 13) & 3),
    ist: mode === 'long' ? String(high & 7) : '',
    selector: low >>> 16,
    offset: (BigInt(upper) << 32n) | BigInt(((high & 0xffff0000) | (low & 0xffff)) >>> 0),
  };
}
