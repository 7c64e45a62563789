/** The registers a debugger names, in the engine's cells (names and widths: isa/registers.ts). */
import { assert, present } from '../foundation/assert.ts';
import { cpuCell, trapBit, resumeBit } from '../memory/layout.ts';
import type { Engine } from '../engine/engine.ts';
import { cpuAddress } from '../engine/engine.ts';
import { registers } from '../isa/registers.ts';
import { flagBit } from '../isa/flags.ts';
import { at, low64, type Place } from './register-place.ts';
import { segmentPlaces } from './segment-registers.ts';
import { controlPlaces } from './control-registers.ts';
import { systemPlaces } from './system-registers.ts';

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
    return true;
  },
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
    return true;
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
    return true;
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
  ...numbered('st', 8, stackRegister),
  ['fctrl', at(cpuCell.fctrl, 4)], ['fstat', status], ['ftag', tagWord],
  ['fiseg', at(cpuCell.fcs, 4)], ['fioff', at(cpuCell.fip, 4)],
  ['foseg', at(cpuCell.fds, 4)], ['fooff', at(cpuCell.fdp, 4)], ['fop', at(cpuCell.fop, 4)],
  ...numbered('xmm', 16, (number) => at(cpuCell.xmm + number * 16, 16)),
  ...numbered('ymm', 16, (number) => at(cpuCell.ymmHigh + number * 16, 16)).map(
    ([name, place]): [string, Place] => [`${name}h`, place]),
  ['mxcsr', at(cpuCell.mxcsr, 4)],
  ...segmentPlaces,
  ...controlPlaces,
  ...systemPlaces,
]);

for (const { name } of registers) assert(places.has(name), `no place for register ${name}`);

/** Reads a register; the CPU's rip cell must be true (Engine.saveRip). */
export function readRegister(engine: Engine, cpu: number, name: string): bigint {
  return present(places.get(name), `register ${name}`).read(engine, cpu);
}

/**
 * Writes a register if that changes it: a `G` of the same bytes is no event at all. False if it
 * cannot hold the value, and then it has the old one.
 */
export function writeRegister(engine: Engine, cpu: number, name: string, value: bigint): boolean {
  const place = present(places.get(name), `register ${name}`);
  return place.read(engine, cpu) === value || place.write(engine, cpu, value);
}
