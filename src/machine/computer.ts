/** The machine itself: an engine, devices on a bus, and the clock that relates them. */
import { assert, present } from '../foundation/assert.ts';
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import { pageBytes } from '../foundation/addresses.ts';
import type { Log } from '../foundation/log.ts';
import type { Bus, BusContext } from '../devices/bus.ts';
import { busStateBytes, createBus } from '../devices/bus.ts';
import type { CpuSignal, DeviceRow } from '../devices/device.ts';
import { Engine, cpuAddress } from '../engine/engine.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import { defaultModel } from '../isa/cpuid.ts';
import { featureNames } from '../isa/features.ts';
import { guestCell } from '../memory/guest-cells.ts';
import {
  cpuBase,
  cpuBytes,
  cpuCell,
  devicesBase,
  devicesEnd,
  machineCell,
  pendingBit,
  exitReason,
} from '../memory/layout.ts';
import { boardDevices, boardWires } from './board.ts';
import { engineHost } from './engine-host.ts';
import type { Activity, Machine, MachineEvent, RunOrder, StopRule, Watch } from './machine.ts';
import type { Mappings } from './mappings.ts';
import { mappingsOf } from './mappings.ts';
import { memoryOf } from './memory-access.ts';
import type { MemoryAccess } from './memory-access.ts';
import { recordMachineCheck } from './machine-check.ts';
import { fillFeatures, fillModel } from './model.ts';
import type { Walk } from './page-walk.ts';
import { walkOf } from './page-walk.ts';
import { readRegister, writeRegister } from './register-file.ts';
import type { Audience } from './happening.ts';
import { powerOn, setActivity } from './reset.ts';
import { resume } from './resume.ts';
import type { StopReason } from './stop.ts';
import { Telling } from './telling.ts';
import { Watches } from './watches.ts';

export interface ComputerOptions {
  readonly cpuCount: number;
  readonly ramBytes: number;
  /** Read-only memory below 4 GiB; none if absent. */
  readonly rom?: Uint8Array;
  readonly console: (byte: number) => void;
  readonly log: Log;
  readonly quantum: number;
  readonly nsPerInstruction: number;
  /** What CPUs these are; the default model if absent. */
  readonly model?: CpuModel;
}

const always: StopRule = () => true;

const activities: readonly Activity[] = ['running', 'halted', 'wait-for-SIPI', 'shutdown'];
/** By the engine's number of the mode. */
const codeSizes = [16, 32, 64] as const;

export class Computer implements Machine {
  readonly cpuCount: number;
  readonly ramBytes: number;
  readonly engine: Engine;
  readonly bus: Bus;
  readonly model: CpuModel;
  readonly #memory: MemoryAccess;
  readonly #watches: Watches;
  /** What happens beside accesses, and who is told. */
  readonly telling: Telling;
  readonly #rules: { address: LinearAddress; when: StopRule; rule: (cpu: number) => boolean }[] =
    [];
  readonly #nsPerInstruction: number;
  /** Bytes of device state, from devicesBase on. */
  deviceBytes = 0;
  /**
   * How the guest last ended the machine. `machineCell.ended` says whether it has: that belongs to
   * the state, and only the present line of history can have led to it.
   */
  ending: Omit<Extract<StopReason, { kind: 'exited' }>, 'kind'> = { cpu: 0, status: 0 };
  /** Time is travelled: the machine stops for nothing, and nothing of it is told again. */
  isQuiet = false;
  /** The past is gone through for a stop that was met there. */
  isSearching = false;
  /** The moment at which breakpoints are passed, -1 for none. */
  passedMoment = -1;
  /** The deadline that the present slice of run() was cut for. */
  sliceDeadline: number | undefined;

  constructor(options: ComputerOptions) {
    const { cpuCount, ramBytes, log, model = defaultModel } = options;
    this.cpuCount = cpuCount;
    this.ramBytes = ramBytes;
    this.#nsPerInstruction = options.nsPerInstruction;
    this.model = model;
    const hidden = new Set(featureNames.filter((name) => !model.features.has(name)));
    const rom = options.rom === undefined ? {} : { rom: options.rom };
    const host = engineHost(this, log);
    this.engine = new Engine({
      cpuCount,
      ramBytes,
      ...rom,
      log,
      host,
      hidden,
      vendor: model.vendor,
    });
    fillModel(this.engine, model);
    this.#memory = memoryOf(this.engine);
    this.engine.bytesAt = (cpu, address, bytes) => this.#memory.hexAt(cpu, address, bytes);
    this.#watches = new Watches(this.engine);
    this.telling = new Telling(this, log.wants('int'));
    for (let cpu = 0; cpu < cpuCount; cpu++) {
      powerOn(this.engine, cpu);
      fillFeatures(this.engine, cpu, model);
      if (cpu > 0) setActivity(this.engine, cpu, 2);
    }
    this.engine.setMachineCell(machineCell.current, cpuBase);
    this.quantum = options.quantum;
    this.engine.setMachineCell(machineCell.turn, options.quantum);
    this.bus = this.#createBus(options);
  }

  get romBytes(): number {
    return this.engine.memory.romBytes;
  }

  get moment(): number {
    const { engine } = this;
    const granted =
      engine.machineCell(machineCell.counter) + engine.machineCell(machineCell.deferred);
    return engine.machineCell64(machineCell.momentEnd64) - granted;
  }

  /** The CPU whose turn it is; the turn may be over. */
  get onTurn(): number {
    return (this.engine.machineCell(machineCell.current) - cpuBase) / cpuBytes;
  }

  get current(): number {
    const { onTurn, cpuCount, engine } = this;
    const isOver = engine.machineCell(machineCell.turn) === 0;
    for (let ahead = isOver ? 1 : 0; ahead <= cpuCount; ahead += 1) {
      const cpu = (onTurn + ahead) % cpuCount;
      if (engine.exports.canRun(cpuAddress(cpu)) !== 0) return cpu;
    }
    return onTurn;
  }

  get quantum(): number {
    return this.engine.machineCell(machineCell.quantum);
  }

  set quantum(steps: number) {
    assert(Number.isInteger(steps) && steps >= 1 && steps < 2 ** 31, 'a quantum of 1 to 2^31 - 1');
    this.engine.setMachineCell(machineCell.quantum, steps);
  }

  /** Virtual time in nanoseconds: steps taken, plus what passed while everybody was halted. */
  get now(): number {
    return this.moment * this.#nsPerInstruction + this.idle;
  }

  /** Lets virtual time pass without steps, because no CPU can take any. */
  passTime(nanoseconds: number): void {
    const { view } = this.engine.memory;
    view.setFloat64(machineCell.idle64, this.idle + nanoseconds, true);
  }

  /** Virtual nanoseconds that passed without steps since power-on. */
  get idle(): number {
    return this.engine.memory.view.getFloat64(machineCell.idle64, true);
  }

  /** Lets time jump from one thing that devices do to the next, up to `idle`. */
  sleepUntil(idle: number): void {
    while (this.idle < idle) {
      const deadline = present(this.bus.deadline(), 'a deadline to sleep until');
      this.passTime(Math.max(0, deadline - this.now));
      this.bus.advance();
    }
    assert(this.idle === idle, 'a jump of time ends where it did before');
  }

  /** Steps until virtual time reaches `deadline`, at least one. */
  stepsUntil(deadline: number): number {
    return Math.max(1, Math.ceil((deadline - this.now) / this.#nsPerInstruction));
  }

  run(order: RunOrder): StopReason {
    return resume(this, order);
  }

  activity(cpu: number): Activity {
    const byte = this.engine.memory.u8[cpuAddress(cpu) + cpuCell.activity] ?? 0;
    return activities[byte & 3] ?? 'running';
  }

  codeBits(cpu: number): 16 | 32 | 64 {
    return codeSizes[this.engine.cell(cpu, cpuCell.mode)] ?? 64;
  }

  guestAsid(cpu: number): number {
    return this.engine.cell(cpu, guestCell.guestAsid);
  }

  readRegister(cpu: number, name: string): bigint {
    this.engine.exports.saveRip(cpuAddress(cpu));
    return readRegister(this.engine, cpu, name);
  }

  writeRegister(cpu: number, name: string, value: bigint): boolean {
    this.engine.exports.saveRip(cpuAddress(cpu));
    return writeRegister(this.engine, cpu, name, value);
  }

  readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array {
    return this.#memory.readLinear(cpu, address, bytes);
  }

  writeLinear(cpu: number, address: LinearAddress, bytes: Uint8Array): number {
    return this.#memory.writeLinear(cpu, address, bytes);
  }

  translate(cpu: number, address: LinearAddress): PhysicalAddress | undefined {
    return this.#memory.translate(cpu, address);
  }

  readPhysical(address: PhysicalAddress, bytes: number): Uint8Array {
    return this.#memory.readPhysical(address, bytes);
  }

  writePhysical(address: PhysicalAddress, bytes: Uint8Array): number {
    return this.#memory.writePhysical(address, bytes);
  }

  walk(cpu: number, address: LinearAddress): Walk {
    return walkOf(this.engine, cpu, address);
  }

  describeDevices(): readonly DeviceRow[] {
    return this.bus.describe();
  }

  mappings(cpu: number): Mappings {
    return mappingsOf(this.engine, cpu);
  }

  insertBreakpoint(address: LinearAddress, when: StopRule = always): void {
    const rule = (cpu: number): boolean =>
      !this.isQuiet && this.moment !== this.passedMoment && when(cpu, this.isSearching);
    this.#rules.push({ address, when, rule });
    this.engine.code.insertBreakpoint(address, rule);
  }

  removeBreakpoint(address: LinearAddress, when: StopRule = always): void {
    const index = this.#rules.findIndex((one) => one.address === address && one.when === when);
    const [found] = this.#rules.splice(index, index < 0 ? 0 : 1);
    this.engine.code.removeBreakpoint(address, present(found, 'a breakpoint to remove').rule);
  }

  get audience(): Audience | undefined {
    return this.telling.audience;
  }

  set audience(audience: Audience | undefined) {
    this.telling.audience = audience;
  }

  /** Whether a CPU was held where it would have gone on, since this was last forgotten. */
  get hasHeldBack(): boolean {
    return this.engine.machineCell(machineCell.heldBack) !== 0;
  }

  forgetHeldBack(): void {
    this.engine.setMachineCell(machineCell.heldBack, 0);
  }

  insertCounter(address: LinearAddress): void {
    this.engine.code.insertCounter(address);
  }

  removeCounter(address: LinearAddress): void {
    this.engine.code.removeCounter(address);
  }

  get counts(): ReadonlyMap<bigint, number> {
    return this.engine.code.counts;
  }

  insertWatch(watch: Watch): void {
    this.#watches.insert(watch);
  }

  removeWatch(watch: Watch): void {
    this.#watches.remove(watch);
  }

  type(bytes: Uint8Array): number {
    return this.bus.type(bytes);
  }

  inject({ kind, cpu }: MachineEvent): void {
    if (kind === 'nmi') this.setPending(cpu, pendingBit.nmi, true);
    else {
      recordMachineCheck(this.engine, cpu);
      this.setPending(cpu, pendingBit.machineCheck, true);
    }
  }

  setPending(cpu: number, bit: number, on: boolean): void {
    const at = cpuAddress(cpu) + cpuCell.pending;
    const { u8 } = this.engine.memory;
    u8[at] = on ? (u8[at] ?? 0) | bit : (u8[at] ?? 0) & ~bit;
  }

  #signal(cpu: number, signal: CpuSignal): void {
    switch (signal.kind) {
      case 'nmi':
        this.setPending(cpu, pendingBit.nmi, true);
        return;
      case 'init':
        this.setPending(cpu, pendingBit.init, true);
        return;
      case 'sipi':
        this.engine.setCell(cpu, cpuCell.sipiVector, signal.vector);
        this.setPending(cpu, pendingBit.sipi, true);
        return;
      case 'intr':
        this.setPending(cpu, pendingBit.intr, signal.asserted);
        return;
      case 'apic':
        this.#moveApic(cpu, signal);
        return;
    }
  }

  /** What the CPU knows of addresses that are, or were, those of its APIC is no longer true. */
  #moveApic(cpu: number, signal: Extract<CpuSignal, { kind: 'apic' }>): void {
    const page = signal.window === undefined ? -1 : signal.window / pageBytes;
    this.engine.setCell(cpu, cpuCell.apicPage, page);
    this.engine.setCell(cpu, cpuCell.apicOff, signal.enabled ? 0 : 1);
    this.engine.exports.closeFastPaths(cpuAddress(cpu));
  }

  #createBus(options: ComputerOptions): Bus {
    const factories = boardDevices({ ...options, model: this.model });
    const bytes = busStateBytes(factories);
    assert(devicesBase + bytes <= devicesEnd, 'device state outgrew its place');
    this.deviceBytes = bytes;
    const context: BusContext = {
      state: new DataView(this.engine.memory.memory.buffer, devicesBase, bytes),
      cpuCount: this.cpuCount,
      now: () => this.now,
      timeStamp: (cpu) => this.timeStamp(cpu),
      signal: (cpu, signal) => this.#signal(cpu, signal),
      commanded: (cpu, command, to) => this.telling.interprocessor(cpu, command, to),
      console: options.console,
      exit: (status, how) => this.exit(status, how),
      unknown: (what) => options.log.once(what, what),
    };
    return createBus(factories, context, boardWires);
  }

  /** The guest ends the machine; run() tells, after whoever wants to catch it has been told. */
  exit(status: number, how: string | undefined): void {
    const { engine, onTurn: cpu } = this;
    this.ending = { cpu, status, ...(how === undefined ? {} : { how }) };
    engine.setMachineCell(machineCell.ended, 1);
    engine.setMachineCell(machineCell.exitReason, exitReason.none);
    this.telling.exit(cpu, status, how);
    if (engine.machineCell(machineCell.exitReason) === exitReason.none) {
      engine.setMachineCell(machineCell.exitReason, exitReason.guestExit);
    }
  }

  /** A device write may have brought the next deadline forward: the slice is cut anew then. */
  afterDeviceWrite(): void {
    if (this.bus.deadline() === this.sliceDeadline) return;
    if (this.engine.machineCell(machineCell.exitReason) === exitReason.none) {
      this.engine.setMachineCell(machineCell.exitReason, exitReason.deadline);
    }
  }

  /** The time stamp counter: one tick a nanosecond, plus what WRMSR and a hypervisor added. */
  timeStamp(cpu: number): bigint {
    const host = BigInt(this.now) + this.engine.cell64(cpu, cpuCell.tscOffset);
    return host + this.engine.cell64(cpu, guestCell.guestTscOffset);
  }
}
