/** The engine: generated code, decoded code and guest memory behind a few plain calls. */
import type { Log } from '../foundation/log.ts';
import {
  cpuBase,
  cpuBytes,
  cpuCell,
  machineCell,
  pageFlag,
  pageFlags,
  ramBase,
  recordBytes,
  recordField,
  segment,
  segmentCell,
  exitReason,
} from '../memory/layout.ts';
import { pageBytes } from '../foundation/addresses.ts';
import { pageOfFrame } from '../memory/frames.ts';
import { absentThings } from '../isa/absent-things.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import type { FeatureName } from '../isa/features.ts';
import type { hostTypes } from '../isa/routines/names.ts';
import { vectorName } from '../isa/vectors.ts';
import { CodeCache } from './code-cache.ts';
import { callOptimised } from './compiler.ts';
import { emitted } from './emitted.ts';
import type { EngineExports } from './module.ts';
import type { LinearMemory } from './views.ts';
import { createLinearMemory } from './views.ts';

/** What the engine asks of the machine around it. CPUs by index, addresses physical. */
export interface EngineHost {
  readMemory(cpu: number, physical: number, bytes: number): number;
  writeMemory(cpu: number, physical: number, bytes: number, value: number): void;
  readPort(cpu: number, port: number, bytes: number): number;
  writePort(cpu: number, port: number, bytes: number, value: number): void;
  /** The value, or undefined for #GP. */
  readMsr(cpu: number, number: number): bigint | undefined;
  /** False for #GP. */
  writeMsr(cpu: number, number: number, value: bigint): boolean;
  /** The task priority of the CPU's local APIC, of which CR8 is the upper half. */
  readTaskPriority(cpu: number): number;
  writeTaskPriority(cpu: number, priority: number): void;
  acknowledge(cpu: number): number;
  initialise(cpu: number): void;
  startUp(cpu: number): void;
  /** The guest calls a BIOS by INT `vector`, and there is none. */
  biosCall(cpu: number, vector: number): void;
  /** Virtual time in nanoseconds, a whole number: ticks of a time stamp counter without offsets. */
  now(): number;
  /** A vector is about to be delivered; only if machineCell.telling asks for it. */
  vector(cpu: number, vector: number, errorCode: number): void;
  /** CR3 has been written; likewise. */
  controlTable(cpu: number): void;
}

export const cpuAddress = (index: number): number => cpuBase + index * cpuBytes;

const indexOf = (cpu: number): number => (cpu - cpuBase) / cpuBytes;

let compiled: WebAssembly.Module | undefined;

export class Engine {
  readonly memory: LinearMemory;
  readonly exports: EngineExports;
  readonly code: CodeCache;
  readonly cpuCount: number;
  readonly #host: EngineHost;
  readonly #log: Log;

  constructor(options: {
    ramBytes: number;
    /** What is in read-only memory below 4 GiB; nothing if absent. */
    rom?: Uint8Array;
    cpuCount: number;
    host: EngineHost;
    log: Log;
    /** Features whose instructions are #UD. */
    hidden: ReadonlySet<FeatureName>;
    /** Where makers differ, whose CPUs these are. */
    vendor: CpuModel['vendor'];
  }) {
    const { bytes, placements } = emitted();
    compiled ??= new WebAssembly.Module(bytes);
    this.cpuCount = options.cpuCount;
    this.#host = options.host;
    this.#log = options.log;
    const { ramBytes, rom = new Uint8Array(0) } = options;
    this.memory = createLinearMemory(ramBytes, rom.length);
    this.memory.u8.set(rom, ramBase + ramBytes);
    this.code = new CodeCache(this.memory, placements, options.hidden, options.vendor);
    const imports: Record<keyof typeof hostTypes, unknown> = this.#imports();
    const host = { ...imports, memory: this.memory.memory };
    this.exports = new WebAssembly.Instance(compiled, { host }).exports as unknown as EngineExports;
    this.memory.u32[machineCell.ramBytes / 4] = ramBytes;
    this.memory.u32[machineCell.romPages / 4] = rom.length / pageBytes;
    for (let cpu = 0; cpu < this.cpuCount; cpu++) this.#powerOn(cpu);
    this.setMachineCell(machineCell.current, cpuAddress(0));
    callOptimised(() => this.run(0));
  }

  /** Runs up to `budget` steps; the reason why it came back, a value of `exitReason`. */
  run(budget: number): number {
    const { u32 } = this.memory;
    u32[machineCell.budget / 4] = budget;
    u32[machineCell.exitReason / 4] = exitReason.none;
    this.exports.run();
    return u32[machineCell.exitReason / 4] ?? 0;
  }

  cell(cpu: number, offset: number): number {
    return this.memory.u32[(cpuAddress(cpu) + offset) / 4] ?? 0;
  }

  setCell(cpu: number, offset: number, value: number): void {
    this.memory.u32[(cpuAddress(cpu) + offset) / 4] = value;
  }

  cell64(cpu: number, offset: number): bigint {
    return this.memory.view.getBigUint64(cpuAddress(cpu) + offset, true);
  }

  setCell64(cpu: number, offset: number, value: bigint): void {
    this.memory.view.setBigUint64(cpuAddress(cpu) + offset, value, true);
  }

  machineCell(offset: number): number {
    return this.memory.u32[offset / 4] ?? 0;
  }

  /** A 64-bit cell that counts steps. */
  machineCell64(offset: number): number {
    return this.machineCell(offset + 4) * 2 ** 32 + this.machineCell(offset);
  }

  setMachineCell(offset: number, value: number): void {
    this.memory.u32[offset / 4] = value;
  }

  taskPriority(cpu: number): number {
    return this.#host.readTaskPriority(cpu);
  }

  setTaskPriority(cpu: number, priority: number): void {
    this.#host.writeTaskPriority(cpu, priority);
  }

  /** What RDMSR would give; undefined for #GP. */
  readMsr(cpu: number, number: number): bigint | undefined {
    return this.#host.readMsr(cpu, number);
  }

  /** Does what WRMSR would do; false for #GP. */
  writeMsr(cpu: number, number: number, value: bigint): boolean {
    return this.#host.writeMsr(cpu, number, value);
  }

  /** The CPU's rip cell becomes true, and the CPU will look its code up anew. */
  settle(cpu: number): void {
    this.exports.saveRip(cpuAddress(cpu));
    this.setCell(cpu, cpuCell.record, 0);
  }

  /** Linear address of the next instruction, wherever the CPU's code segment begins. */
  linearRip(cpu: number): bigint {
    const rip = this.cell64(cpu, cpuCell.rip);
    if (this.cell(cpu, cpuCell.mode) === 2) return rip;
    return (rip + this.cell64(cpu, segment('cs') + segmentCell.base)) & 0xffffffffn;
  }

  /** The CPU's decoded code is gone: it will look up where it is, and all fetch translations. */
  forgetCode(cpu: number): void {
    this.settle(cpu);
    this.exports.flushFetchTlb(cpuAddress(cpu));
  }

  /** Something from outside wrote RAM: decoded code and the list of dirty pages follow. */
  written(physical: number, bytes: number): void {
    for (let done = 0; done < bytes;) {
      const page = Math.floor((physical + done) / 4096);
      const offset = (physical + done) % 4096;
      const count = Math.min(4096 - offset, bytes - done);
      this.exports.noteDirty(page);
      const flags = this.memory.u8[pageFlags + page] ?? 0;
      if ((flags & pageFlag.code) !== 0) this.exports.invalidate(page, offset, count);
      done += count;
    }
  }

  /** Flags of pages have changed: every access looks at them again. */
  closeFastPaths(): void {
    for (let cpu = 0; cpu < this.cpuCount; cpu++) this.exports.closeFastPaths(cpuAddress(cpu));
  }

  #powerOn(cpu: number): void {
    this.setCell(cpu, cpuCell.index, cpu);
    this.setCell(cpu, cpuCell.next, cpuAddress((cpu + 1) % this.cpuCount));
    this.setCell(cpu, cpuCell.faultVector, -1);
    this.exports.flushTlb(cpuAddress(cpu));
  }

  /** The physical page of a frame; see memory/frames.ts. */
  #pageOf(frame: number): number {
    const { ramBytes, romBytes } = this.memory;
    if (romBytes === 0) return frame;
    return pageOfFrame(frame, { ramPages: ramBytes / pageBytes, romPages: romBytes / pageBytes });
  }

  /** Where in the frames the byte at a physical address lies; and the other way round. */
  frameAddress(physical: number): number {
    return this.#pageOf(Math.floor(physical / pageBytes)) * pageBytes + (physical % pageBytes);
  }

  /** Up to 4 bytes of read-only memory, or undefined where it is not. */
  #inRom(physical: number, bytes: number): number | undefined {
    if (this.memory.romBytes === 0) return undefined;
    const at = this.hostAddress(physical, bytes);
    if (at === undefined || at < ramBase + this.memory.ramBytes) return undefined;
    let value = 0;
    for (let byte = 0; byte < Math.min(bytes, 4); byte++) {
      value += (this.memory.u8[at + byte] ?? 0) * 256 ** byte;
    }
    return value;
  }

  /** Where bytes of RAM or ROM, all in one page, lie in the linear memory. */
  hostAddress(physical: number, bytes: number): number | undefined {
    const { ramBytes, romBytes } = this.memory;
    const at = this.frameAddress(physical);
    return at + bytes <= ramBytes + romBytes ? ramBase + at : undefined;
  }

  #codePage(page: number, mode: number): number {
    if (page >= (this.memory.ramBytes + this.memory.romBytes) / pageBytes) {
      const physical = this.#pageOf(page) * pageBytes;
      this.#log.once(`fetch ${page}`, `code fetched from physical ${hex(physical)}: no RAM there`);
      return 0;
    }
    let records = this.code.allocate(page, mode);
    if (records === undefined) {
      for (let cpu = 0; cpu < this.cpuCount; cpu++) this.forgetCode(cpu);
      this.code.clear();
      records = this.code.allocate(page, mode);
    }
    for (let cpu = 0; cpu < this.cpuCount; cpu++) this.exports.closeWrites(cpuAddress(cpu), page);
    return records ?? 0;
  }

  #imports(): Record<keyof typeof hostTypes, unknown> {
    const host = this.#host;
    const scratch = machineCell.scratch;
    const result = (cpu: number, value: bigint): void =>
      this.memory.view.setBigUint64(cpu + cpuCell.faultAddress, BigInt.asUintN(64, value), true);
    return {
      decode: (_cpu: number, record: number) => this.code.decode(record),
      decodeStraddling: (cpu: number, record: number, page: number) =>
        this.code.decodeStraddling(cpu, record, page >>> 0),
      codePage: (page: number, mode: number) => this.#codePage(page >>> 0, mode),
      breakpoint: (cpu: number) => {
        const index = indexOf(cpu);
        const record = this.cell(index, cpuCell.record);
        return this.code.meets(this.linearRip(index), index, record) ? 1 : 0;
      },
      readDevice: (cpu: number, page: number, offset: number, bytes: number) => {
        const physical = this.#pageOf(page >>> 0) * pageBytes + offset;
        for (let at = 0; at < bytes; at += 4) {
          const size = Math.min(4, bytes - at);
          const value =
            this.#inRom(physical + at, size) ?? host.readMemory(indexOf(cpu), physical + at, size);
          this.memory.view.setUint32(scratch + at, value >>> 0, true);
        }
      },
      writeDevice: (cpu: number, page: number, offset: number, bytes: number) => {
        const physical = this.#pageOf(page >>> 0) * pageBytes + offset;
        if (this.#inRom(physical, bytes) !== undefined) {
          this.#log.once('write to ROM', `write to read-only memory at ${hex(physical)}: lost`);
          return;
        }
        for (let at = 0; at < bytes; at += 4) {
          const size = Math.min(4, bytes - at);
          const value = this.memory.view.getUint32(scratch + at, true);
          const masked = size === 4 ? value : value & ((1 << (size * 8)) - 1);
          host.writeMemory(indexOf(cpu), physical + at, size, masked);
        }
      },
      readPort: (cpu: number, port: number, bytes: number) =>
        host.readPort(indexOf(cpu), port, bytes),
      writePort: (cpu: number, port: number, bytes: number, value: number) =>
        host.writePort(indexOf(cpu), port, bytes, value >>> 0),
      readMsr: (cpu: number, number: number) => {
        const value = host.readMsr(indexOf(cpu), number >>> 0);
        if (value !== undefined) result(cpu, value);
        return value === undefined ? 1 : 0;
      },
      writeMsr: (cpu: number, number: number) => {
        const value = this.memory.view.getBigUint64(cpu + cpuCell.faultAddress, true);
        return host.writeMsr(indexOf(cpu), number >>> 0, value) ? 0 : 1;
      },
      readTaskPriority: (cpu: number) => this.taskPriority(indexOf(cpu)),
      writeTaskPriority: (cpu: number, priority: number) =>
        this.setTaskPriority(indexOf(cpu), priority),
      acknowledge: (cpu: number) => host.acknowledge(indexOf(cpu)),
      initialise: (cpu: number) => host.initialise(indexOf(cpu)),
      startUp: (cpu: number) => host.startUp(indexOf(cpu)),
      unknown: (cpu: number, record: number) => this.#nameUnknown(cpu, record),
      absent: (cpu: number, thing: number) => {
        const what = absentThings[thing] ?? '';
        this.#log.once(what, `CPU ${indexOf(cpu)} asks for ${what}, which is not there: #GP`);
      },
      biosCall: (cpu: number, vector: number) => host.biosCall(indexOf(cpu), vector),
      unknownLeaf: (leaf: number, subleaf: number) => this.#nameLeaf(leaf >>> 0, subleaf >>> 0),
      // In halves: guests that wait ask again and again.
      now: (cpu: number) => {
        const { u32 } = this.memory;
        const now = host.now();
        u32[(cpu + cpuCell.faultAddress) / 4] = now % 2 ** 32;
        u32[(cpu + cpuCell.faultAddress) / 4 + 1] = now / 2 ** 32;
      },
      pageAliased: (records: number) => this.code.aliased(records),
      tellCr3: (cpu: number) => host.controlTable(indexOf(cpu)),
      tellVector: (cpu: number, vector: number, errorCode: number) => {
        host.vector(indexOf(cpu), vector, errorCode >>> 0);
        this.#log.line('int', () => {
          const rip = this.memory.view.getBigUint64(cpu + cpuCell.rip, true).toString(16);
          return `CPU ${indexOf(cpu)}: ${vectorName(vector)} code ${hex(errorCode >>> 0)} at 0x${rip}`;
        });
      },
    };
  }

  /** Guests look for hypervisors at many leaves, in none of which there is one. */
  #nameLeaf(leaf: number, subleaf: number): void {
    const isHypervisor = leaf >= 0x40000000 && leaf < 0x50000000;
    const name = isHypervisor ? '0x40000000 and those behind it' : `${hex(leaf)}.${subleaf}`;
    this.#log.once(`cpuid ${name}`, `CPUID leaf ${name} is not in the CPU model: zeros`);
  }

  /** An instruction outside of the tables: said once, with address and bytes; the guest gets #UD. */
  #nameUnknown(cpu: number, record: number): void {
    this.setCell(indexOf(cpu), cpuCell.record, record);
    this.exports.saveRip(cpu);
    const address = this.linearRip(indexOf(cpu));
    const length = this.memory.u16[(record + recordField.stride) / 2] ?? 0;
    const bytes = this.bytesAt?.(indexOf(cpu), address, length / recordBytes) ?? '';
    this.#log.once(
      `opcode ${bytes}`,
      `CPU ${indexOf(cpu)} at 0x${address.toString(16)}: unknown instruction ${bytes}: #UD`,
    );
  }

  /** Set by the machine: instruction bytes as text, for messages. */
  bytesAt: ((cpu: number, address: bigint, bytes: number) => string) | undefined;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
