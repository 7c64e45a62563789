/** A machine for protocol tests: every instruction is a one-byte NOP, memory is a flat array. */
import {
  linearAddress,
  physicalAddress,
  type LinearAddress,
  type PhysicalAddress,
} from '../../src/foundation/addresses.ts';
import { registers } from '../../src/isa/registers.ts';
import type { Audience } from '../../src/machine/happening.ts';
import type {
  Activity,
  Machine,
  MachineEvent,
  RunOrder,
  Watch,
} from '../../src/machine/machine.ts';
import type { Mappings } from '../../src/machine/mappings.ts';
import type { Walk } from '../../src/machine/page-walk.ts';
import type { StopReason } from '../../src/machine/stop.ts';

const widths = new Map(registers.map(({ name, bits }) => [name, bits]));

/** Linear addresses are physical ones; two more mappings of the same bytes lie at `aliasBase`. */
export const aliasBase = 0x4000_0000n;

export class StillMachine implements Machine {
  readonly cpuCount: number;
  readonly ramBytes = 1 << 20;
  readonly romBytes = 0;
  moment = 0;
  current = 0;
  quantum = 1;
  /** What `run` reports next instead of running, first one first. */
  readonly planned: StopReason[] = [];
  readonly injected: MachineEvent[] = [];
  /** What was typed; there is room for 8 bytes at a time. */
  readonly typed: string[] = [];
  /** ASIDs of CPUs that run a guest. */
  readonly guests = new Map<number, number>();
  readonly registerWrites: string[] = [];
  /** Registers that hold no value but their own. */
  readonly refused = new Set<string>();
  readonly breakpoints = new Set<LinearAddress>();
  audience: Audience | undefined;
  readonly counts = new Map<bigint, number>();
  readonly watches = new Set<Watch>();
  readonly memory = new Uint8Array(this.ramBytes).fill(0x90);
  readonly #registers: Map<string, bigint>[];

  constructor(cpuCount = 2) {
    this.cpuCount = cpuCount;
    this.#registers = Array.from({ length: cpuCount }, (_, cpu) => {
      const file = new Map(registers.map(({ name }, index) => [name, BigInt(index * 0x11)]));
      file.set('rip', 0x1000n + BigInt(cpu) * 0x100n);
      file.set('cr0', 0x8000_0011n);
      file.set('efer', 0x500n);
      file.set('eflags', 2n);
      file.set('cs', 8n);
      file.set('apic_id', BigInt(cpu));
      return file;
    });
  }

  run(order: RunOrder): StopReason {
    const planned = this.planned.shift();
    if (planned !== undefined) return planned;
    for (let step = 0; step < order.budget; step += 1) {
      const cpu = order.resumed[step % order.resumed.length] ?? 0;
      const stop = this.#step(cpu, order);
      if (stop !== undefined) return stop;
    }
    return { kind: 'budget', cpu: this.current };
  }

  activity(): Activity {
    return 'running';
  }

  guestAsid(cpu: number): number {
    return this.guests.get(cpu) ?? 0;
  }

  /** How all CPUs decode their instructions. */
  codeBitsOfAll: 16 | 32 | 64 = 64;

  codeBits(): 16 | 32 | 64 {
    return this.codeBitsOfAll;
  }

  readRegister(cpu: number, name: string): bigint {
    const value = this.#registers[cpu]?.get(name);
    if (value === undefined) throw new Error(`CPU ${cpu} has no register ${name}`);
    return value;
  }

  writeRegister(cpu: number, name: string, value: bigint): boolean {
    this.registerWrites.push(name);
    if (this.refused.has(name)) return false;
    this.#registers[cpu]?.set(name, BigInt.asUintN(widths.get(name) ?? 0, value));
    return true;
  }

  readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array {
    const start = this.translate(cpu, address);
    return start === undefined ? new Uint8Array() : this.memory.slice(start, start + bytes);
  }

  writeLinear(cpu: number, address: LinearAddress, bytes: Uint8Array): number {
    const start = this.translate(cpu, address);
    if (start === undefined) return 0;
    return this.writePhysical(start, bytes);
  }

  translate(_cpu: number, address: LinearAddress): PhysicalAddress | undefined {
    const flat = address >= aliasBase ? address - aliasBase : address;
    return flat < BigInt(this.ramBytes) ? physicalAddress(Number(flat)) : undefined;
  }

  readPhysical(address: PhysicalAddress, bytes: number): Uint8Array {
    return this.memory.slice(address, address + bytes);
  }

  writePhysical(address: PhysicalAddress, bytes: Uint8Array): number {
    const writable = Math.max(0, Math.min(bytes.length, this.ramBytes - address));
    if (writable === bytes.length) this.memory.set(bytes, address);
    return writable;
  }

  walk(cpu: number, address: LinearAddress): Walk {
    const physical = this.translate(cpu, address);
    return { entries: [], physical: physical === undefined ? undefined : BigInt(physical) };
  }

  describeDevices(): [] {
    return [];
  }

  mappings(): Mappings {
    const bytes = BigInt(this.ramBytes);
    const rights = { writable: true, user: false, executable: true, global: false };
    const whole = { bytes, physical: 0n, pageBytes: 0x1000n, ...rights };
    const linear = [0n, aliasBase].map(linearAddress);
    return { ranges: linear.map((start) => ({ linear: start, ...whole })), complete: true };
  }

  insertBreakpoint(address: LinearAddress): void {
    this.breakpoints.add(address);
  }

  removeBreakpoint(address: LinearAddress): void {
    this.breakpoints.delete(address);
  }

  insertCounter(address: LinearAddress): void {
    this.counts.set(address, 0);
  }

  removeCounter(address: LinearAddress): void {
    this.counts.delete(address);
  }

  insertWatch(watch: Watch): void {
    this.watches.add(watch);
  }

  removeWatch(watch: Watch): void {
    this.watches.delete(watch);
  }

  type(bytes: Uint8Array): number {
    const sent = bytes.subarray(0, 8);
    this.typed.push(String.fromCharCode(...sent));
    return sent.length;
  }

  inject(event: MachineEvent): void {
    this.injected.push(event);
  }

  #step(cpu: number, { stepping }: RunOrder): StopReason | undefined {
    this.current = cpu;
    const address = linearAddress(this.readRegister(cpu, 'rip'));
    if (this.breakpoints.has(address)) return { kind: 'breakpoint', cpu, address };
    const next = linearAddress((address + 1n) % BigInt(this.ramBytes));
    this.#registers[cpu]?.set('rip', next);
    this.moment += 1;
    const limit = stepping.get(cpu);
    if (limit === undefined) return undefined;
    if (limit !== 'once' && next >= limit.start && next < limit.end) return undefined;
    return { kind: 'stepped', cpu };
  }
}
