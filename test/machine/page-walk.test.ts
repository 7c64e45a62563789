/** A debugger's look at memory: through the tables as they are, with no effect on the guest. */
import { describe, expect, it } from 'vitest';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import { guestOf } from '../isa/svm/guest.ts';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine, place, ramBytes } from './bare-machine.ts';

const boot = (): BareMachine => bareMachine({ code: assemble('nop') });
const at = linearAddress;

describe('a walk', () => {
  it('finds 4 KiB, 2 MiB and 1 GiB pages', () => {
    const bare = boot();
    bare.poke64(place.pd + 511 * 8, 0x200000n | 0x83n);
    bare.poke64(place.pdpt + 8, 0x83n);

    expect(bare.computer.translate(0, at(0x123456))).toBe(0x123456);
    expect(bare.computer.translate(0, at(0x3fe12345))).toBe(0x212345);
    expect(bare.computer.translate(0, at(0x40123456))).toBe(0x123456);
  });

  it('finds nothing where nothing is mapped, or where no address can be', () => {
    const bare = boot();

    expect(bare.computer.translate(0, at(0x2000000))).toBeUndefined();
    expect(bare.computer.translate(0, at(0x8000_0000_0000n))).toBeUndefined();
  });

  it('sets no accessed bit', () => {
    const bare = boot();
    bare.computer.readLinear(0, at(0x300000), 8);

    expect(bare.peek64(bare.entryOf(0x300000)) & 0x20n).toBe(0n);
  });

  it('sees the tables as they are, not what the CPU remembers of them', () => {
    const bare = bareMachine({ code: assemble('mov 0x300000, %al') });
    bare.step();
    bare.poke64(bare.entryOf(0x300000), BigInt(place.data) | 7n);

    expect(bare.computer.translate(0, at(0x300000))).toBe(place.data);
  });
});

describe('every entry of a walk', () => {
  it('is shown with its place, up to the one that is not present', () => {
    const bare = boot();
    const { entries, physical } = bare.computer.walk(0, at(0x300123));

    expect(entries.map(({ shift, at: where }) => [shift, where])).toEqual([
      [39, place.pml4],
      [30, place.pdpt],
      [21, place.pd + 8],
      [12, bare.entryOf(0x300000)],
    ]);
    expect(physical).toBe(0x300123n);
    expect(bare.computer.walk(0, at(0x2000000)).entries.at(-1)?.value).toBe(0n);
  });

  it('begins with a directory pointer in the CPU under PAE paging', () => {
    const bare = bareMachine({ code: assemble('nop', place.code, 32), mode: 'protected' });
    bare.set('cr3', place.pdpt);
    bare.poke64(place.pdpt, BigInt(place.pd) | 1n);
    bare.set('cr4', 0x20);
    bare.set('cr0', 0x8000_0011);
    const { entries, physical } = bare.computer.walk(0, at(0x123456));

    expect(entries.map(({ shift, at: where }) => [shift, where])).toEqual([
      [30, undefined],
      [21, place.pd],
      [12, bare.entryOf(0x123000)],
    ]);
    expect(physical).toBe(0x123456n);
  });

  it('goes through the tables of the host under nested paging', () => {
    const guest = guestOf({ code: 'nop; vmmcall' });
    guest.set(0x90, 1);
    guest.set(0xb0, place.pml4);
    guest.bare.step();
    const { nested } = guest.bare.computer.walk(0, at(0x300123));

    expect(nested?.entries).toHaveLength(4);
    expect(nested?.physical).toBe(0x300123n);
  });
});

describe('physical memory', () => {
  it('is read and written as a whole or not at all', () => {
    const { computer } = boot();
    const bytes = Uint8Array.of(1, 2, 3);
    const end = physicalAddress(ramBytes - 2);

    expect(computer.writePhysical(end, bytes)).toBe(2);
    expect(computer.readPhysical(end, 3)).toEqual(new Uint8Array(2));
    expect(computer.writePhysical(end, bytes.subarray(1))).toBe(2);
    expect(computer.readPhysical(end, 3)).toEqual(Uint8Array.of(2, 3));
  });
});

describe('linear memory', () => {
  it('is read up to the first byte that is not mapped', () => {
    const bare = boot();
    bare.poke64(bare.entryOf(0x301000), 0n);
    bare.poke(0x300ffe, [1, 2]);

    expect(bare.computer.readLinear(0, at(0x300ffe), 8)).toEqual(Uint8Array.of(1, 2));
  });

  it('is written although it is read-only, over the end of a page', () => {
    const bare = boot();
    bare.poke64(bare.entryOf(0x300000), 0x300001n);
    const written = bare.computer.writeLinear(0, at(0x300ffe), Uint8Array.of(1, 2, 3));

    expect(written).toBe(3);
    expect(bare.computer.readLinear(0, at(0x300ffe), 3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('is not written at all over a hole', () => {
    const bare = boot();
    bare.poke64(bare.entryOf(0x301000), 0n);

    expect(bare.computer.writeLinear(0, at(0x300ffe), Uint8Array.of(1, 2, 3))).toBe(2);
    expect(bare.computer.readLinear(0, at(0x300ffe), 2)).toEqual(new Uint8Array(2));
  });
});
