/** CPUs, memory and devices as one thing that takes exactly one step at a time. */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import type { DeviceRow } from '../devices/device.ts';
import type { Audience } from './happening.ts';
import type { Mappings } from './mappings.ts';
import type { Walk } from './page-walk.ts';
import type { StopReason } from './stop.ts';

/** What one CPU is doing, in the SDM's words. */
export type Activity = 'running' | 'halted' | 'wait-for-SIPI' | 'shutdown';

/** Something from outside that arrives at one CPU at the present moment. */
export type MachineEvent =
  | { readonly kind: 'nmi'; readonly cpu: number }
  | { readonly kind: 'machine-check'; readonly cpu: number };

/** What a watchpoint watches, by physical address, so that every mapping of the bytes counts. */
export interface Watch {
  readonly physical: PhysicalAddress;
  readonly bytes: number;
  readonly access: 'read' | 'write' | 'access';
}

/** Which CPUs may run, and which of them stop after a step. */
export interface RunOrder {
  /** CPU indexes that may take turns; the others stand still. */
  readonly resumed: readonly number[];
  /** CPUs that stop after one step, or, with a range, once linear rip is outside [start, end). */
  readonly stepping: ReadonlyMap<number, { start: LinearAddress; end: LinearAddress } | 'once'>;
  /** Steps (instructions retired or events delivered) this call may take, over all CPUs. */
  readonly budget: number;
  /** Whether the resumed CPUs take no maskable interrupt meanwhile. */
  readonly masksInterrupts?: boolean;
  /** A breakpoint where the next CPU stands has been told of: it goes past it. */
  readonly passing?: boolean;
}

/**
 * Whether `cpu`, about to execute an instruction, stops there. In a search somebody goes through the
 * past to find a stop: what a rule does beside answering it has done before.
 */
export type StopRule = (cpu: number, isSearch: boolean) => boolean;

/** Watched ranges a machine can hold; each lies in one page. */
export { watchesMax } from '../memory/layout.ts';

export interface Machine {
  readonly cpuCount: number;
  /** RAM size in bytes. */
  readonly ramBytes: number;
  /** ROM size in bytes; it ends at 4 GiB. */
  readonly romBytes: number;
  /** Steps taken by the machine since power-on: the machine's moment. */
  readonly moment: number;
  /** Index of the CPU that takes the next step; of the one whose turn it is, if none can. */
  readonly current: number;
  /** Steps in one turn of the round robin; settable at any moment, at least 1. */
  quantum: number;
  /** Runs until something happens; never further than asked. */
  run(order: RunOrder): StopReason;
  activity(cpu: number): Activity;
  /** How `cpu` decodes its next instruction: as 16-, 32- or 64-bit code. */
  codeBits(cpu: number): 16 | 32 | 64;
  /** The ASID of the guest that `cpu` runs by VMRUN; 0 while it runs none. */
  guestAsid(cpu: number): number;
  /** A register of isa/registers.ts by its gdb name, as an unsigned integer of its width. */
  readRegister(cpu: number, name: string): bigint;
  /** False if the register cannot hold the value: where WRMSR would be #GP, or it is only read. */
  writeRegister(cpu: number, name: string, value: bigint): boolean;
  /** Bytes as `cpu` would see them now, up to the first unmapped one (so maybe fewer). Touches nothing. */
  readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array;
  /**
   * Writes as a debugger: ignores write protection, keeps decoded code exact. The bytes from the
   * first on that can be written; nothing is written unless that is all of them.
   */
  writeLinear(cpu: number, address: LinearAddress, bytes: Uint8Array): number;
  /** Where `address` of `cpu` lies in physical memory, or undefined if unmapped. Touches nothing. */
  translate(cpu: number, address: LinearAddress): PhysicalAddress | undefined;
  /** Bytes of RAM or ROM up to the first that is neither (so maybe fewer). */
  readPhysical(address: PhysicalAddress, bytes: number): Uint8Array;
  /** As `writeLinear`; only RAM can be written. */
  writePhysical(address: PhysicalAddress, bytes: Uint8Array): number;
  /** Every entry on the way from `address` of `cpu` to where it lies. */
  walk(cpu: number, address: LinearAddress): Walk;
  /** What the page tables of `cpu` map, in the order of linear addresses of their tables. */
  mappings(cpu: number): Mappings;
  /** The registers of the interrupt controllers, in words. Touches nothing. */
  describeDevices(): readonly DeviceRow[];
  /**
   * Stop any CPU that is about to execute the instruction at `address`, and that `when` lets stop.
   * It sees the machine as it is before that instruction. Never changes guest memory.
   */
  insertBreakpoint(address: LinearAddress, when?: StopRule): void;
  /** Takes away the one that was inserted with the same `when`. */
  removeBreakpoint(address: LinearAddress, when?: StopRule): void;
  /**
   * Counts from 0 how often CPUs begin the instruction at `address`, without a stop. An iteration
   * of REP counts, and so does a new attempt after a fault or a watchpoint.
   */
  insertCounter(address: LinearAddress): void;
  removeCounter(address: LinearAddress): void;
  /** The count at each address that is counted, in the order of their insertion. */
  readonly counts: ReadonlyMap<bigint, number>;
  /** Who is told of what happens; one at a time, nobody at power-on. */
  audience: Audience | undefined;
  insertWatch(watch: Watch): void;
  removeWatch(watch: Watch): void;
  /** Sends bytes to the guest's serial console from this moment on: how many of them had room. */
  type(bytes: Uint8Array): number;
  /** Delivers an event to a CPU at this moment, subject to the architecture's blocking rules. */
  inject(event: MachineEvent): void;
}
