/** The table `gdt`: the descriptors of the GDT and LDT of the selected CPU (SDM 3A 3.4.5, 3.5). */
import type { Machine } from '../../machine/machine.ts';
import { cpuName } from '../threads.ts';
import { descriptorMode, tableBytes } from './descriptor-memory.ts';
import { addressCell, hexCell, reasonTable, type TableSource } from './table.ts';

const descriptorBytes = 8;

/** System descriptors by type; 32-bit ones in protected mode have 64-bit names in long mode. */
const systemTypes: Readonly<Record<number, string>> = {
  0x1: '16-bit TSS',
  0x2: 'LDT',
  0x3: '16-bit TSS, busy',
  0x4: '16-bit call gate',
  0x5: 'task gate',
  0x9: 'TSS',
  0xb: 'TSS, busy',
  0xc: 'call gate',
};
/** In long mode these take two places (SDM 3A 3.5, 7.2.3). */
const wideTypes: ReadonlySet<number> = new Set([0x2, 0x9, 0xb, 0xc]);
const gates: ReadonlySet<number> = new Set([0x4, 0x5, 0xc]);

export const gdtTable: TableSource = {
  name: 'gdt',
  help: 'The descriptors of the GDT and LDT of the selected CPU; empty places are left out',
  ofCpu: true,
  read({ machine }, cpu) {
    const name = cpuName(cpu);
    if (descriptorMode(machine, cpu) === 'real') {
      return reasonTable('GDT', `${name} is in real mode and uses no descriptors`);
    }
    const hasLdt = (machine.readRegister(cpu, 'ldtr') & 0xfffcn) !== 0n;
    const rows = [
      ...rowsOf(machine, cpu, 'gdtr'),
      ...(hasLdt ? rowsOf(machine, cpu, 'ldtr') : []),
    ].map((row) => [name, ...row]);
    if (rows.length === 0) return reasonTable('GDT', `the GDT of ${name} holds no descriptors`);
    const columns = ['CPU', 'Table', 'Selector', 'Type', 'DPL', 'Base', 'Limit', 'Attributes'];
    return { columns, rows };
  },
};

function rowsOf(machine: Machine, cpu: number, register: 'gdtr' | 'ldtr'): string[][] {
  const name = register === 'ldtr' ? 'LDT' : 'GDT';
  const table = tableBytes(machine, cpu, register);
  const isLong = descriptorMode(machine, cpu) === 'long';
  const rows: string[][] = [];
  for (let at = 0; at + descriptorBytes <= table.byteLength; at += descriptorBytes) {
    const raw = table.getBigUint64(at, true);
    if (raw === 0n) continue;
    const type = Number((raw >> 40n) & 0x1fn);
    const isWide = isLong && wideTypes.has(type) && at + 16 <= table.byteLength;
    const upper = isWide ? BigInt(table.getUint32(at + 8, true)) : 0n;
    const selector = hexCell(at | (name === 'LDT' ? 4 : 0));
    rows.push([name, selector, ...cellsOf(raw, type, upper)]);
    if (isWide) at += descriptorBytes;
  }
  return rows;
}

function cellsOf(raw: bigint, type: number, upper: bigint): string[] {
  const dpl = String((raw >> 45n) & 3n);
  const present = (raw & (1n << 47n)) === 0n ? ['not present'] : [];
  if (gates.has(type)) {
    const offset = (upper << 32n) | ((raw >> 32n) & 0xffff0000n) | (raw & 0xffffn);
    const to = `to ${hexCell((raw >> 16n) & 0xffffn)}`;
    return [typeOf(type), dpl, addressCell(offset), '', [to, ...present].join(' ')];
  }
  const base = (upper << 32n) | ((raw >> 32n) & 0xff000000n) | ((raw >> 16n) & 0xffffffn);
  const counted = ((raw >> 32n) & 0xf0000n) | (raw & 0xffffn);
  const limit = (raw & (1n << 55n)) === 0n ? counted : (counted << 12n) | 0xfffn;
  const words = [...attributesOf(raw, type), ...present].join(' ');
  return [typeOf(type), dpl, addressCell(base), hexCell(limit), words];
}

const typeOf = (type: number): string => {
  if ((type & 0x10) === 0) return systemTypes[type] ?? `type ${hexCell(type)}`;
  return (type & 8) === 0 ? 'data' : 'code';
};

/** The words of a code or data segment (SDM 3A table 3-1). */
function attributesOf(raw: bigint, type: number): string[] {
  if ((type & 0x10) === 0) return [];
  const isCode = (type & 8) !== 0;
  const has = (bit: bigint): boolean => (raw & (1n << bit)) !== 0n;
  const bits = isCode && has(53n) ? '64-bit' : has(54n) ? '32-bit' : '16-bit';
  const second = isCode ? 'readable' : 'writable';
  const third = isCode ? 'conforming' : 'expand-down';
  return [
    bits,
    ...((type & 2) === 0 ? [] : [second]),
    ...((type & 4) === 0 ? [] : [third]),
    ...((type & 1) === 0 ? [] : ['accessed']),
  ];
}
