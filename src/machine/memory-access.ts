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
  /** Bytes at `address`, as hex digits with spaces between them. */
  hexAt(cpu: number, address: bigint, bytes: number): string;
}

export function memoryOf(engine: Engine): MemoryAccess {
  const { u8, ramBytes } = engine.memory;
  const translate = (cpu: number, address: LinearAddress): PhysicalAddress | undefined =>
    walkTables(engine, cpu, address);

  /** Calls `body` for each part of a range that is one piece of RAM; gives the bytes covered. */
  function eachPart(
    cpu: number,
    address: LinearAddress,
    bytes: number,
    body: (physical: number, done: number, count: number) => void,
  ): number {
    let done = 0;
    while (done < bytes) {
      const at = linearAddress(address + BigInt(done));
      const count = Math.min(bytes - done, pageBytes - Number(at & 0xfffn));
      const physical = translate(cpu, at);
      if (physical === undefined || physical + count > ramBytes) break;
      body(physical, done, count);
      done += count;
    }
    return done;
  }

  function readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array {
    const result = new Uint8Array(bytes);
    const done = eachPart(cpu, address, bytes, (physical, offset, count) => {
      result.set(u8.subarray(ramBase + physical, ramBase + physical + count), offset);
    });
    return result.subarray(0, done);
  }

  return {
    translate,
    readLinear,
    writeLinear: (cpu, address, bytes) =>
      eachPart(cpu, address, bytes.length, (physical, offset, count) => {
        u8.set(bytes.subarray(offset, offset + count), ramBase + physical);
        engine.written(physical, count);
      }),
    readPhysical: (address, bytes) =>
      u8.slice(ramBase + address, ramBase + Math.min(address + bytes, ramBytes)),
    hexAt: (cpu, address, bytes) =>
      Array.from(readLinear(cpu, linearAddress(address), bytes), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join(' '),
  };
}
