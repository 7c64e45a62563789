/** What an address of a memory packet means: memory as a CPU sees it, or physical memory. */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import { linearAddress, physicalAddress, physicalWindow } from '../foundation/addresses.ts';
import type { Machine } from '../machine/machine.ts';
import type { Mapping } from '../machine/mappings.ts';
import type { Target } from './target.ts';

const physicalEnd = 2n ** 52n;

/** The physical address that an address in the window stands for. */
export function physicalIn(address: bigint): PhysicalAddress | undefined {
  const physical = address - physicalWindow;
  return physical >= 0n && physical < physicalEnd ? physicalAddress(Number(physical)) : undefined;
}

/** Where a watchpoint at `address` has to look. */
export const placeOf = (
  machine: Machine,
  cpu: number,
  address: LinearAddress,
): PhysicalAddress | undefined => physicalIn(address) ?? machine.translate(cpu, address);

/** A range of addresses, `end` not included. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** A range that can be read, and what else: `rw`, `rx`, `rwx`. */
export interface UsableRange extends Range {
  readonly permissions: string;
}

export interface MemorySpace {
  /** Bytes up to the first that is not there. */
  read(address: LinearAddress, bytes: number): Uint8Array;
  /** How many could be written; they are, if that is all. */
  write(address: LinearAddress, bytes: Uint8Array): number;
  /** Where anything can be, from low to high addresses; undefined if nobody can say in full. */
  ranges(): readonly UsableRange[] | undefined;
  /** Why there is nothing, behind an address: `is not mapped on CPU 0`. */
  readonly absence: string;
}

const romEnd = 2n ** 32n;

/** Where physical memory is, counted from `base`: RAM, then ROM. */
export const memoryRanges = (
  { ramBytes, romBytes }: Machine,
  base: bigint,
): readonly [ram: UsableRange, rom: UsableRange] => [
  { start: base, end: base + BigInt(ramBytes), permissions: 'rwx' },
  { start: base + romEnd - BigInt(romBytes), end: base + romEnd, permissions: 'rx' },
];

/** The space that `address` of the present client lies in. */
export function spaceAt({ machine, client }: Target, address: LinearAddress): MemorySpace {
  if (physicalIn(address) !== undefined) return physicalSpace(machine, physicalWindow);
  if (client.physicalMemory) return physicalSpace(machine, 0n);
  return linearSpace(machine, client.queryCpu);
}

const linearSpace = (machine: Machine, cpu: number): MemorySpace => ({
  read: (address, bytes) => machine.readLinear(cpu, address, bytes),
  write: (address, bytes) => machine.writeLinear(cpu, address, bytes),
  ranges() {
    const { ranges, complete } = machine.mappings(cpu);
    if (!complete) return undefined;
    return ranges.map(usable).toSorted((one, other) => (one.start < other.start ? -1 : 1));
  },
  absence: `is not mapped on CPU ${cpu}`,
});

const usable = ({ linear, bytes, writable, executable }: Mapping): UsableRange => ({
  start: linear,
  end: linear + bytes,
  permissions: `r${writable ? 'w' : ''}${executable ? 'x' : ''}`,
});

function physicalSpace(machine: Machine, base: bigint): MemorySpace {
  const within = (address: LinearAddress): PhysicalAddress | undefined => {
    const physical = address - base;
    return physical < physicalEnd ? physicalAddress(Number(physical)) : undefined;
  };
  return {
    read(address, bytes) {
      const physical = within(address);
      return physical === undefined ? new Uint8Array() : machine.readPhysical(physical, bytes);
    },
    write(address, bytes) {
      const physical = within(address);
      return physical === undefined ? 0 : machine.writePhysical(physical, bytes);
    },
    ranges: () => memoryRanges(machine, base),
    absence: 'is neither RAM nor ROM',
  };
}

/** `0x1000 is not mapped on CPU 0`. */
export const absent = ({ absence }: MemorySpace, address: bigint): string =>
  `0x${linearAddress(address).toString(16)} ${absence}`;
