/** A machine for tests of single instructions: known tables, known mode, and the code it is given. */
import { silentLog } from '../../src/foundation/log.ts';
import { linearAddress } from '../../src/foundation/addresses.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { cpuAddress } from '../../src/engine/engine.ts';
import type { CpuModel } from '../../src/isa/cpuid.ts';
import { cpuModelNamed } from '../../src/isa/cpuid.ts';
import { Computer } from '../../src/machine/computer.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { activityValue, cpuCell, ramBase, segment, segmentCell } from '../../src/memory/layout.ts';

/**
 * Physical addresses of what every bare machine holds. RAM is 16 MiB, identity-mapped by 4 KiB
 * pages (present, writable, user); each vector's handler is a HLT of its own.
 */
// prettier-ignore
export const place = {
  pml4: 0x1000, pdpt: 0x2000, pd: 0x3000, gdt: 0x4000, idt: 0x5000, tss: 0x6000,
  handlers: 0x7000, stack: 0x9000, ring0Stack: 0xa000, ist1: 0xb000, ist2: 0xc000,
  pageTables: 0x10000, code: 0x100000, data: 0x200000,
} as const;

export const ramBytes = 16 << 20;

/** Selectors of the GDT; those of ring 3 are the ones Linux uses. */
// prettier-ignore
export const selector = {
  code64: 0x10, data: 0x18, code32: 0x20, userData: 0x2b, userCode64: 0x33, tss: 0x40,
  code16: 0x50, data16: 0x58, absent: 0x60,
} as const;

const descriptors: Readonly<Record<number, bigint>> = {
  [selector.code64]: 0x00af9b000000ffffn,
  [selector.data]: 0x00cf93000000ffffn,
  [selector.code32]: 0x00cf9b000000ffffn,
  [selector.userData & ~3]: 0x00cff3000000ffffn,
  [selector.userCode64 & ~3]: 0x00affb000000ffffn,
  [selector.code16]: 0x00009b000000ffffn,
  [selector.data16]: 0x000093000000ffffn,
  [selector.absent]: 0x00cf13000000ffffn,
};

/** Where the handler of a vector lies. */
export const handlerOf = (vector: number): number => place.handlers + vector * 16;

export type Mode = 'real' | 'protected' | 'long';

export interface BareOptions {
  readonly code: Uint8Array;
  /** Physical (and, by default, linear) address of the code. */
  readonly at?: number;
  readonly mode?: Mode;
  readonly ring?: 0 | 3;
  /** Where the CPUs other than 0 start; there are no others by default. */
  readonly otherEntries?: readonly number[];
  readonly quantum?: number;
  /** As for -cpu; everything by default. */
  readonly cpu?: string;
  /** What all tables and handlers lie above, linearly. */
  readonly systemBase?: bigint;
}

export interface BareMachine {
  readonly computer: Computer;
  readonly engine: Engine;
  /** Runs every CPU for so many steps in all. */
  run(steps: number): StopReason;
  /** One step of one CPU. */
  step(cpu?: number): StopReason;
  get(register: string, cpu?: number): bigint;
  set(register: string, value: bigint | number, cpu?: number): void;
  /** Physical memory, as a loader writes it. */
  poke(physical: number, bytes: Uint8Array | readonly number[]): void;
  poke64(physical: number, value: bigint): void;
  peek64(physical: number): bigint;
  /** Physical address of the page-table entry of a linear address below 16 MiB. */
  entryOf(linear: number): number;
  /** The vector whose handler the CPU stands at, or undefined. */
  vector(cpu?: number): number | undefined;
  /** The top of the CPU's stack, as quadwords. */
  frame(count: number, cpu?: number): bigint[];
}

export function bareMachine(options: BareOptions): BareMachine {
  const entries = [options.at ?? place.code, ...(options.otherEntries ?? [])];
  const computer = new Computer({
    cpuCount: entries.length,
    ramBytes,
    console: () => undefined,
    log: silentLog,
    quantum: options.quantum ?? 1,
    nsPerInstruction: 1,
    model: modelNamed(options.cpu ?? 'max'),
  });
  const bare = handles(computer);
  writeTables(bare, options.systemBase ?? 0n);
  bare.poke(entries[0] ?? place.code, options.code);
  entries.forEach((entry, cpu) => enter(bare, cpu, entry, options));
  return bare;
}

export function modelNamed(text: string): CpuModel {
  const model = cpuModelNamed(text);
  if ('unknown' in model) throw new Error(`no CPU model: ${model.unknown}`);
  return model;
}

function handles(computer: Computer): BareMachine {
  const { engine } = computer;
  const { view } = engine.memory;
  const all = entriesOf(computer.cpuCount);
  const poke = (physical: number, bytes: Uint8Array | readonly number[]): void => {
    engine.memory.u8.set(bytes, ramBase + physical);
    engine.written(physical, bytes.length);
  };
  const peek64 = (physical: number): bigint => view.getBigUint64(ramBase + physical, true);
  const get = (register: string, cpu = 0): bigint => computer.readRegister(cpu, register);
  return {
    computer,
    engine,
    poke,
    peek64,
    get,
    run: (budget) => computer.run({ resumed: all, stepping: new Map(), budget }),
    step: (cpu = 0) => computer.run({ resumed: [cpu], stepping: new Map(), budget: 1 }),
    set: (register, value, cpu = 0) =>
      computer.writeRegister(cpu, register, BigInt.asUintN(64, BigInt(value))),
    poke64: (physical, value) => poke(physical, bytesOf64(value)),
    entryOf: (linear) => place.pageTables + (linear >> 12) * 8,
    vector: (cpu = 0) => {
      const offset = Number(get('rip', cpu) & 0xffffffn) - place.handlers;
      return offset >= 0 && offset < 0x1000 && (offset & 15) <= 1 ? offset >> 4 : undefined;
    },
    frame: (count, cpu = 0) => {
      const rsp = get('rsp', cpu);
      return Array.from({ length: count }, (_, slot) => {
        const bytes = computer.readLinear(cpu, linearAddress(rsp + BigInt(slot * 8)), 8);
        return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
      });
    },
  };
}

const entriesOf = (count: number): number[] => Array.from({ length: count }, (_, cpu) => cpu);

export function bytesOf64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes;
}

/** A 16-byte gate: selector, DPL, IST and whether it is an interrupt gate (SDM 3A figure 6-8). */
export function gate(
  offset: bigint,
  how: { dpl?: number; ist?: number; type?: number; selector?: number } = {},
): [bigint, bigint] {
  // prettier-ignore
  const type = BigInt(0x80 | ((how.dpl ?? 0) << 5) | (how.type ?? 0xe));
  const low =
    (offset & 0xffffn) |
    (BigInt(how.selector ?? selector.code64) << 16n) |
    (BigInt(how.ist ?? 0) << 32n) |
    (type << 40n) |
    (((offset >> 16n) & 0xffffn) << 48n);
  return [low, offset >> 32n];
}

/** Writes the gate of one vector into a machine's IDT. */
export function setGate(bare: BareMachine, vector: number, [low, high]: [bigint, bigint]): void {
  bare.poke64(place.idt + vector * 16, low);
  bare.poke64(place.idt + vector * 16 + 8, high);
}

function writeTables(bare: BareMachine, base: bigint): void {
  const user = 7n;
  bare.poke64(place.pml4, BigInt(place.pdpt) | user);
  bare.poke64(place.pdpt, BigInt(place.pd) | user);
  for (let page = 0; page < ramBytes >> 12; page++) {
    bare.poke64(bare.entryOf(page << 12), (BigInt(page) << 12n) | user);
    if ((page & 511) === 0)
      bare.poke64(place.pd + (page >> 9) * 8, BigInt(bare.entryOf(page << 12)) | user);
  }
  for (const [at, descriptor] of Object.entries(descriptors))
    bare.poke64(place.gdt + Number(at), descriptor);
  const tss = BigInt(place.tss) + base;
  bare.poke64(
    place.gdt + selector.tss,
    0x00008b000067n | ((tss & 0xffffffn) << 16n) | (((tss >> 24n) & 0xffn) << 56n),
  );
  bare.poke64(place.gdt + selector.tss + 8, tss >> 32n);
  const stacks: readonly (readonly [number, number])[] = [
    [4, place.ring0Stack],
    [0x24, place.ist1],
    [0x2c, place.ist2],
  ];
  for (const [at, top] of stacks) bare.poke64(place.tss + at, base + BigInt(top));
  bare.poke(place.tss + 0x66, [0x68, 0]);
  for (let vector = 0; vector < 256; vector++) {
    bare.poke(handlerOf(vector), [0xf4]);
    const dpl = vector === 3 || vector === 4 ? 3 : 0;
    setGate(bare, vector, gate(base + BigInt(handlerOf(vector)), { dpl }));
  }
}

interface SegmentState {
  readonly selector: number;
  readonly base?: bigint;
  readonly limit?: number;
  readonly attributes: number;
}

/** The hidden part of a segment register too, which no debugger can write. */
export function setSegment(
  engine: Engine,
  cpu: number,
  name: Parameters<typeof segment>[0],
  state: SegmentState,
): void {
  // prettier-ignore
  const at = segment(name);
  engine.setCell64(cpu, at + segmentCell.base, state.base ?? 0n);
  engine.setCell(cpu, at + segmentCell.limit, state.limit ?? 0xffffffff);
  engine.setCell(cpu, at + segmentCell.attributes, state.attributes);
  engine.setCell(cpu, at + segmentCell.selector, state.selector);
}

function enter(bare: BareMachine, cpu: number, entry: number, options: BareOptions): void {
  const { engine } = bare;
  const mode = options.mode ?? 'long';
  const base = options.systemBase ?? 0n;
  engine.memory.u8[cpuAddress(cpu) + cpuCell.activity] = activityValue.running;
  bare.set('rip', entry, cpu);
  if (mode === 'real') {
    setSegment(engine, cpu, 'cs', { selector: 0, limit: 0xffff, attributes: 0x9b });
    bare.set('rsp', place.stack, cpu);
    engine.exports.updateMode(cpuAddress(cpu));
    return;
  }
  engine.setCell64(cpu, cpuCell.gdtrBase, base + BigInt(place.gdt));
  engine.setCell64(cpu, cpuCell.idtrBase, base + BigInt(place.idt));
  engine.setCell(cpu, cpuCell.gdtrLimit, 0x7f);
  engine.setCell(cpu, cpuCell.idtrLimit, 0xfff);
  setSegment(engine, cpu, 'tr', {
    selector: selector.tss,
    base: base + BigInt(place.tss),
    limit: 0x67,
    attributes: 0x8b,
  });
  engine.setCell64(cpu, cpuCell.cr0, mode === 'long' ? 0x80010011n : 0x11n);
  engine.setCell64(cpu, cpuCell.cr3, BigInt(place.pml4));
  if (mode === 'long') {
    engine.setCell64(cpu, cpuCell.cr4, 0x20n);
    engine.setCell64(cpu, cpuCell.efer, 0xd01n);
  }
  setRing(engine, cpu, options.ring ?? 0, mode);
  bare.set('rsp', place.stack, cpu);
}

/** The segments of 64-bit (or flat 32-bit) code of a ring. */
export function setRing(engine: Engine, cpu: number, ring: 0 | 3, mode: Mode = 'long'): void {
  const code =
    ring === 3 ? selector.userCode64 : mode === 'long' ? selector.code64 : selector.code32;
  const data = ring === 3 ? selector.userData : selector.data;
  const dpl = ring << 5;
  setSegment(engine, cpu, 'cs', {
    selector: code,
    attributes: 0x9b | dpl | (mode === 'long' ? 0xa00 : 0xc00),
  });
  for (const name of ['ss', 'ds', 'es', 'fs', 'gs'] as const) {
    setSegment(engine, cpu, name, { selector: data, attributes: 0xc93 | dpl });
  }
  engine.exports.flushTlb(cpuAddress(cpu));
  engine.exports.updateMode(cpuAddress(cpu));
  engine.setCell(cpu, cpuCell.record, 0);
}
