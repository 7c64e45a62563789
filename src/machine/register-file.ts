/** The registers a debugger names, in the engine's cells (names and widths: isa/registers.ts). */
import { assert, present } from '../foundation/assert.ts';
import {
  cpuCell,
  segment,
  segmentCell,
  segmentIndex,
  trapBit,
  resumeBit,
} from '../memory/layout.ts';
import type { Engine } from '../engine/engine.ts';
import { cpuAddress } from '../engine/engine.ts';
import { registers } from '../isa/registers.ts';
import { flagBit } from '../isa/flags.ts';
import { noFault } from '../isa/vectors.ts';

interface Place {
  readonly read: (engine: Engine, cpu: number) => bigint;
  readonly write: (engine: Engine, cpu: number, value: bigint) => void;
}

const low64 = 2n ** 64n - 1n;

/** A cell of `bytes` (2 to 16); `after` brings in line what depends on it. */
const at = (
  offset: number,
  bytes: number,
  after?: (engine: Engine, cpu: number) => void,
): Place => ({
  read(engine, cpu) {
    if (bytes === 16 || bytes === 10) {
      const high = engine.cell64(cpu, offset + 8) & (bytes === 10 ? 0xffffn : low64);
      return (high << 64n) | engine.cell64(cpu, offset);
    }
    return bytes === 8
      ? engine.cell64(cpu, offset)
      : BigInt(engine.cell(cpu, offset) & (bytes === 2 ? 0xffff : -1)) & 0xffffffffn;
  },
  write(engine, cpu, value) {
    if (bytes === 16 || bytes === 10) engine.setCell64(cpu, offset + 8, value >> 64n);
    if (bytes >= 8) engine.setCell64(cpu, offset, value & low64);
    else engine.setCell(cpu, offset, Number(value));
    after?.(engine, cpu);
  },
});

/** What follows from CR0, CR4, EFER or CS: ring, code size, translations, the record in use. */
function remap(engine: Engine, cpu: number): void {
  engine.exports.loadDirectories(cpuAddress(cpu), engine.cell(cpu, cpuCell.cr3));
  engine.setCell(cpu, cpuCell.faultVector, noFault);
  engine.exports.flushTlb(cpuAddress(cpu));
  engine.exports.updateMode(cpuAddress(cpu));
  engine.setCell(cpu, cpuCell.record, 0);
}

/** A debugger writes selectors only; the hidden parts stay (the next load changes them). */
const selector = (name: keyof typeof segmentIndex): Place =>
  at(segment(name) + segmentCell.selector, 4, name === 'cs' ? remap : undefined);

const base = (name: keyof typeof segmentIndex): Place => at(segment(name) + segmentCell.base, 8);

const general = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'];

const flags: Place = {
  read: (engine, cpu) => BigInt(engine.exports.readFlags(cpuAddress(cpu)) >>> 0),
  write(engine, cpu, value) {
    const low = Number(value & 0xffffffffn);
    engine.exports.writeFlags(cpuAddress(cpu), low);
    const activity = cpuAddress(cpu) + cpuCell.activity;
    const others = (engine.memory.u8[activity] ?? 0) & ~(trapBit | resumeBit);
    const traps = (low & flagBit.tf) !== 0 ? trapBit : 0;
    const resumes = (low & flagBit.rf) !== 0 ? resumeBit : 0;
    engine.memory.u8[activity] = others | traps | resumes;
  },
};

/** CR8 is the upper half of the local APIC's task priority (SDM 3A 11.8.6). */
const taskPriority: Place = {
  read: (engine, cpu) => BigInt(engine.taskPriority(cpu) >> 4),
  write: (engine, cpu, value) => engine.setTaskPriority(cpu, Number(value & 0xfn) << 4),
};

const topOf = (engine: Engine, cpu: number): number => (engine.cell(cpu, cpuCell.fstat) >> 11) & 7;

/** ST(number): the registers turn with TOP, for reading as for writing. */
const stackRegister = (number: number): Place => {
  const physical = Array.from({ length: 8 }, (_, n) => at(cpuCell.x87 + n * 16, 10));
  const place = (engine: Engine, cpu: number): Place =>
    present(physical[(topOf(engine, cpu) + number) & 7], 'an x87 register');
  return {
    read: (engine, cpu) => place(engine, cpu).read(engine, cpu),
    write: (engine, cpu, value) => place(engine, cpu).write(engine, cpu, value),
  };
};

/**
 * The registers keep their names when TOP moves, as in an image of FXSAVE: so all of them come back
 * as they were, in whatever order a debugger writes them.
 */
const status: Place = {
  read: (engine, cpu) => at(cpuCell.fstat, 4).read(engine, cpu),
  write(engine, cpu, value) {
    const stack = Array.from({ length: 8 }, (_, number) => stackRegister(number));
    const values = stack.map((register) => register.read(engine, cpu));
    at(cpuCell.fstat, 4).write(engine, cpu, value);
    stack.forEach((register, number) => register.write(engine, cpu, values[number] ?? 0n));
  },
};

const exponentMask = 0x7fffn;
const integerBit = 2n ** 63n;

/** The two bits of the full tag word for a register in use: valid, zero or special. */
function tagOf(value: bigint): number {
  const exponent = (value >> 64n) & exponentMask;
  if (exponent === 0n && (value & low64) === 0n) return 1;
  return exponent === 0n || exponent === exponentMask || (value & integerBit) === 0n ? 2 : 0;
}

/** The tag word (SDM 1 8.1.7), from bits that only say which registers are empty. */
const tagWord: Place = {
  read(engine, cpu) {
    const used = engine.cell(cpu, cpuCell.ftag);
    let word = 0;
    for (let number = 0; number < 8; number++) {
      const value = at(cpuCell.x87 + number * 16, 10).read(engine, cpu);
      word |= (((used >> number) & 1) === 0 ? 3 : tagOf(value)) << (2 * number);
    }
    return BigInt(word);
  },
  write(engine, cpu, value) {
    let used = 0;
    for (let number = 0; number < 8; number++)
      if (((value >> BigInt(2 * number)) & 3n) !== 3n) used |= 1 << number;
    engine.setCell(cpu, cpuCell.ftag, used);
  },
};

const numbered = (
  prefix: string,
  count: number,
  place: (number: number) => Place,
): [string, Place][] =>
  Array.from({ length: count }, (_, number) => [`${prefix}${number}`, place(number)]);

// prettier-ignore
const places: ReadonlyMap<string, Place> = new Map<string, Place>([
  ...general.map((name, number): [string, Place] => [name, at(number * 8, 8)]),
  ...numbered('r', 16, (number) => at(number * 8, 8)).slice(8),
  ['rip', at(cpuCell.rip, 8, (engine, cpu) => engine.setCell(cpu, cpuCell.record, 0))],
  ['eflags', flags],
  ...(['cs', 'ss', 'ds', 'es', 'fs', 'gs'] as const).map((name): [string, Place] => [name, selector(name)]),
  ...numbered('st', 8, stackRegister),
  ['fctrl', at(cpuCell.fctrl, 4)], ['fstat', status], ['ftag', tagWord],
  ['fiseg', at(cpuCell.fcs, 4)], ['fioff', at(cpuCell.fip, 4)],
  ['foseg', at(cpuCell.fds, 4)], ['fooff', at(cpuCell.fdp, 4)], ['fop', at(cpuCell.fop, 4)],
  ...numbered('xmm', 16, (number) => at(cpuCell.xmm + number * 16, 16)),
  ...numbered('ymm', 16, (number) => at(cpuCell.ymmHigh + number * 16, 16)).map(
    ([name, place]): [string, Place] => [`${name}h`, place]),
  ['mxcsr', at(cpuCell.mxcsr, 4)],
  ['fs_base', base('fs')], ['gs_base', base('gs')], ['k_gs_base', at(cpuCell.kernelGsBase, 8)],
  ['cr0', at(cpuCell.cr0, 8, remap)], ['cr2', at(cpuCell.cr2, 8)], ['cr3', at(cpuCell.cr3, 8, remap)],
  ['cr4', at(cpuCell.cr4, 8, remap)], ['cr8', taskPriority], ['efer', at(cpuCell.efer, 8, remap)],
  ['cs_base', at(segment('cs') + segmentCell.base, 8, remap)],
  ['ss_base', base('ss')], ['ds_base', base('ds')], ['es_base', base('es')],
  ['tr_base', base('tr')], ['ldtr_base', base('ldtr')],
  ['gdtr_base', at(cpuCell.gdtrBase, 8)], ['gdtr_limit', at(cpuCell.gdtrLimit, 2)],
  ['idtr_base', at(cpuCell.idtrBase, 8)], ['idtr_limit', at(cpuCell.idtrLimit, 2)],
  ['apic_id', { read: (engine, cpu) => BigInt(engine.cell(cpu, cpuCell.index)), write: () => undefined }],
]);

for (const { name } of registers) assert(places.has(name), `no place for register ${name}`);

/** Reads a register; the CPU's rip cell must be true (Engine.saveRip). */
export function readRegister(engine: Engine, cpu: number, name: string): bigint {
  return present(places.get(name), `register ${name}`).read(engine, cpu);
}

/** Writes a register if that changes it: a `G` of the same bytes is no event at all. */
export function writeRegister(engine: Engine, cpu: number, name: string, value: bigint): void {
  const place = present(places.get(name), `register ${name}`);
  if (place.read(engine, cpu) !== value) place.write(engine, cpu, value);
}
