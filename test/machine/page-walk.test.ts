/** A debugger's look at memory: through the tables as they are, with no effect on the guest. */
import { describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine, place } from './bare-machine.ts';

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
});
