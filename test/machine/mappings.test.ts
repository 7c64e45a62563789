/** Specifies src/machine/mappings.ts. */
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../src/machine/mappings.ts';
import { assemble } from './assemble.ts';
import { bareMachine, place, ramBytes } from './bare-machine.ts';

const boot = () => bareMachine({ code: assemble('nop') });

/** `linear bytes physical rights`, the numbers in hex. */
const brief = ({ linear, bytes, physical, ...rights }: Mapping): string => {
  const letters = [
    rights.writable ? 'w' : '-',
    rights.user ? 'u' : '-',
    rights.executable ? 'x' : '-',
    rights.global ? 'g' : '-',
  ].join('');
  return `${[linear, bytes, physical].map((value) => value.toString(16)).join(' ')} ${letters}`;
};

describe('the mappings of a CPU', () => {
  it('are one range where pages are alike and adjacent on both sides', () => {
    expect(boot().computer.mappings(0)).toEqual({
      ranges: [
        {
          linear: 0n,
          bytes: BigInt(ramBytes),
          physical: 0n,
          pageBytes: 0x1000n,
          writable: true,
          user: true,
          executable: true,
          global: false,
        },
      ],
      complete: true,
    });
  });

  it('are apart where rights, places or page sizes differ, and rights add up', () => {
    const bare = boot();
    bare.poke64(bare.entryOf(0x300000), 0x300001n | (1n << 63n));
    bare.poke64(bare.entryOf(0x301000), 0x500007n);
    bare.poke64(bare.entryOf(0x302000), 0n);
    bare.poke64(place.pd + 511 * 8, 0x200183n);
    bare.poke64(place.pml4 + 511 * 8, BigInt(place.pdpt) | 5n);
    const lower = [
      '0 300000 0 wux-',
      '300000 1000 300000 ----',
      '301000 1000 500000 wux-',
      '303000 cfd000 303000 wux-',
      '3fe00000 200000 200000 w-xg',
    ];
    const upper = lower.map((line) => line.replace('w', '-'));

    const found = bare.computer.mappings(0).ranges.map(brief);
    expect(found.slice(0, 5)).toEqual(lower);
    expect(found.slice(5).map((line) => line.replace(/^ffffff8/, ''))).toEqual(
      upper.map((line) => line.replace(/^\w+/, (address) => address.padStart(9, '0'))),
    );
  });

  it('are all addresses there are while paging is off', () => {
    const { computer } = bareMachine({
      code: assemble('nop', 0x7000, 16),
      at: 0x7000,
      mode: 'real',
    });

    expect(computer.mappings(0).ranges.map(brief)).toEqual(['0 100000000 0 wux-']);
  });

  it('are bounded where tables name themselves, and say so', () => {
    const bare = boot();
    for (let entry = 0; entry < 512; entry += 1)
      bare.poke64(place.pml4 + entry * 8, BigInt(place.pml4) | 7n);

    expect(bare.computer.mappings(0).complete).toBe(false);
  });
});
