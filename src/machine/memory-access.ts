/** Memory as a debugger reads and writes it: no faults, no TLB, no side effects. */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import { linearAddress, pageBytes, physicalAddress } from '../foundation/addresses.ts';
import type { Engine } from '../engine/engine.ts';
import { ramBase } from '../memory/layout.ts';
import { walkTables } from './page-walk.ts';

export interface MemoryAccess {
  translate(cpu: number, address: LinearAddress): PhysicalAddress | undefined;
  readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array;
  writeLinear(cpu: number, address: LinearAddress, bytes: Uint8Array): number;
  readPhysical(address: PhysicalAddress, bytes: number): Uint8Array;
  writePhysical(address: PhysicalAddress, bytes: Uint8Array): number;
  /** Bytes at `address`, as hex digits with spaces between them. */
  hexAt(cpu: number, address: bigint, bytes: number): string;
}

/** A part of a range that is one piece of memory: where it lies, and which part it is. */
interface Part {
  readonly place: number;
  readonly offset: number;
  readonly count: number;
}

export function memoryOf(engine: Engine): MemoryAccess {
  const { u8, ramBytes } = engine.memory;
  const ramEnd = ramBase + ramBytes;
  const translate = (cpu: number, address: LinearAddress): PhysicalAddress | undefined =>
    walkTables(engine, cpu, address);

  /** The parts of `bytes` from page offset `within` on, up to the first that is no memory. */
  function* partsOf(
    within: number,
    bytes: number,
    physicalAt: (offset: number) => PhysicalAddress | undefined,
  ): Generator<Part> {
    for (let offset = 0; offset < bytes;) {
      const count = Math.min(bytes - offset, pageBytes - ((within + offset) % pageBytes));
      const physical = physicalAt(offset);
      const place = physical === undefined ? undefined : engine.hostAddress(physical, count);
      if (place === undefined) return;
      yield { place, offset, count };
      offset += count;
    }
  }

  const linearParts = (cpu: number, address: LinearAddress, bytes: number): Generator<Part> =>
    partsOf(Number(address & 0xfffn), bytes, (offset) =>
      translate(cpu, linearAddress(address + BigInt(offset))),
    );

  const physicalParts = (address: PhysicalAddress, bytes: number): Generator<Part> =>
    partsOf(address % pageBytes, bytes, (offset) => physicalAddress(address + offset));

  function read(parts: Iterable<Part>, bytes: number): Uint8Array {
    const result = new Uint8Array(bytes);
    let done = 0;
    for (const { place, offset, count } of parts) {
      result.set(u8.subarray(place, place + count), offset);
      done = offset + count;
    }
    return result.subarray(0, done);
  }

  /** Bytes that can be written, up to the first that cannot; they are, if that is all of them. */
  function write(parts: Iterable<Part>, bytes: Uint8Array): number {
    const found: Part[] = [];
    let writable = 0;
    for (const part of parts) {
      if (part.place >= ramEnd) break;
      found.push(part);
      writable = part.offset + part.count;
    }
    if (writable < bytes.length) return writable;
    for (const { place, offset, count } of found) {
      u8.set(bytes.subarray(offset, offset + count), place);
      engine.written(place - ramBase, count);
    }
    return writable;
  }

  const readLinear = (cpu: number, address: LinearAddress, bytes: number): Uint8Array =>
    read(linearParts(cpu, address, bytes), bytes);

  return {
    translate,
    readLinear,
    writeLinear: (cpu, address, bytes) => write(linearParts(cpu, address, bytes.length), bytes),
    readPhysical: (address, bytes) => read(physicalParts(address, bytes), bytes),
    writePhysical: (address, bytes) => write(physicalParts(address, bytes.length), bytes),
    hexAt: (cpu, address, bytes) =>
      Array.from(readLinear(cpu, linearAddress(address), bytes), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join(' '),
  };
}
