/** Guest memory as a debugger reads and writes it: no faults, no TLB, no side effects. */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import { linearAddress, pageBytes } from '../foundation/addresses.ts';
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

export function memoryOf(engine: Engine): MemoryAccess {
  const { u8, ramBytes } = engine.memory;
  const ramEnd = ramBase + ramBytes;
  const translate = (cpu: number, address: LinearAddress): PhysicalAddress | undefined =>
    walkTables(engine, cpu, address);

  /** Calls `body` for each part of a range that is one piece of memory, as long as it goes on. */
  function eachPart(
    cpu: number,
    address: LinearAddress,
    bytes: number,
    body: (at: number, done: number, count: number) => boolean,
  ): number {
    let done = 0;
    while (done < bytes) {
      const at = linearAddress(address + BigInt(done));
      const count = Math.min(bytes - done, pageBytes - Number(at & 0xfffn));
      const physical = translate(cpu, at);
      const place = physical === undefined ? undefined : engine.hostAddress(physical, count);
      if (place === undefined || !body(place, done, count)) break;
      done += count;
    }
    return done;
  }

  function readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array {
    const result = new Uint8Array(bytes);
    const done = eachPart(cpu, address, bytes, (place, offset, count) => {
      result.set(u8.subarray(place, place + count), offset);
      return true;
    });
    return result.subarray(0, done);
  }

  return {
    translate,
    readLinear,
    writeLinear: (cpu, address, bytes) =>
      eachPart(cpu, address, bytes.length, (place, offset, count) => {
        if (place >= ramEnd) return false;
        u8.set(bytes.subarray(offset, offset + count), place);
        engine.written(place - ramBase, count);
        return true;
      }),
    readPhysical: (address, bytes) =>
      u8.slice(ramBase + address, ramBase + Math.min(address + bytes, ramBytes)),
    writePhysical(address, bytes) {
      const count = Math.max(0, Math.min(bytes.length, ramBytes - address));
      u8.set(bytes.subarray(0, count), ramBase + address);
      engine.written(address, count);
      return count;
    },
    hexAt: (cpu, address, bytes) =>
      Array.from(readLinear(cpu, linearAddress(address), bytes), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join(' '),
  };
}
