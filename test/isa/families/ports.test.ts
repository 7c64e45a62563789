/** I/O ports: who may use them, and the strings that go through them. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { segment, segmentCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

/** fw_cfg gives its signature, byte by byte, behind item 0. */
const fwCfg = { select: 0x510, data: 0x511 } as const;
const signature = 'QEMU';

const boot = (text: string, ring: 0 | 3 = 0): BareMachine =>
  bareMachine({ code: assemble(text), ring });

const mapBase = 0x68;

/** Lets the TSS's bitmap reach so far, with 1 for every port but those given. */
function openPorts(bare: BareMachine, limit: number, ports: readonly number[]): void {
  const map = new Uint8Array(0x100).fill(0xff);
  for (const port of ports) map[port >> 3] = (map[port >> 3] ?? 0) & ~(1 << (port & 7));
  bare.poke(place.tss + mapBase, map);
  bare.engine.setCell(0, segment('tr') + segmentCell.limit, limit);
}

const bytesAt = (bare: BareMachine, at: number): string =>
  [0n, 8n, 16n, 24n].map((by) => String.fromCharCode(Number((bare.peek64(at) >> by) & 0xffn))).join(''); // prettier-ignore

describe('INS', () => {
  it('repeats, one step for each element', () => {
    const bare = boot(
      `xor %eax, %eax; mov $${fwCfg.select}, %edx; out %ax, %dx; inc %edx; rep insb`,
    );
    bare.set('rdi', place.data);
    bare.set('rcx', 4);
    bare.run(8);

    expect(bytesAt(bare, place.data)).toBe(signature);
    expect([bare.get('rcx'), bare.get('rdi')]).toEqual([0n, BigInt(place.data + 4)]);
  });

  it('asks the device for nothing where the memory cannot be written', () => {
    const bare = boot(`xor %eax, %eax; mov $${fwCfg.select}, %edx; out %ax, %dx; inc %edx; insb`);
    bare.set('rdi', 0x2000000);
    bare.run(5);
    expect(bare.vector()).toBe(vector.pf);

    bare.set('rdi', place.data);
    bare.set(
      'rip',
      place.code + assemble('xor %eax, %eax; mov $0, %edx; out %ax, %dx; inc %edx').length,
    );
    bare.step();
    expect(bytesAt(bare, place.data).charAt(0)).toBe(signature.charAt(0));
  });
});

describe('OUTS', () => {
  it('writes what RSI points to, and leaves REX.W alone', () => {
    const bare = boot(`mov $${fwCfg.select}, %edx; outsw; .byte 0x48; outsl`);
    bare.set('rsi', place.data);
    bare.run(3);

    expect(bare.get('rsi')).toBe(BigInt(place.data + 6));
  });
});

describe('ring 3 above IOPL', () => {
  it.each([
    ['a TSS without room for the map', 0x67, [0x70], 'in $0x70, %al', vector.gp],
    ['a 0 in the map', 0x167, [0x70], 'in $0x70, %al', undefined],
    ['a 1 in the map', 0x167, [0x71], 'in $0x70, %al', vector.gp],
    ['a 1 for one of the four ports', 0x167, [0x70, 0x71, 0x72], 'in $0x70, %eax', vector.gp],
    ['a 0 for all four, over a byte', 0x167, [0x76, 0x77, 0x78, 0x79], 'in $0x76, %eax', undefined],
    ['a limit inside the two bytes', mapBase + 14, [0x70], 'in $0x70, %al', vector.gp],
    ['a limit behind the two bytes', mapBase + 15, [0x70], 'in $0x70, %al', undefined],
  ] as const)('with %s', (_name, limit, ports, text, outcome) => {
    const bare = boot(text, 3);
    openPorts(bare, limit, ports);
    bare.step();

    expect(bare.vector()).toBe(outcome);
  });

  it('may use every port with an IOPL of 3', () => {
    const bare = boot('in $0x70, %al', 3);
    bare.set('eflags', 0x3002);
    bare.step();

    expect(bare.vector()).toBeUndefined();
  });
});
