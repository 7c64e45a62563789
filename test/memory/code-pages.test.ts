/** Code that changes: the next execution sees the newest bytes, whichever way they were written. */
import { describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';

const boot = (text: string): BareMachine => bareMachine({ code: assemble(text) });
const other = 0x110000;

/** `mov $1, %eax; jmp back`, decoded once; then whatever the test does, and once more. */
function decodedTwice(at: number, change: (bare: BareMachine) => void): bigint {
  const bare = boot('nop');
  bare.poke(at, [0xb8, 1, 0, 0, 0]);
  bare.set('rip', at);
  bare.step();
  expect(bare.get('rax')).toBe(1n);
  change(bare);
  bare.set('rip', at);
  bare.step();
  return bare.get('rax');
}

describe('an instruction that is written to', () => {
  it('by the instruction before it is executed as written', () => {
    const bare = boot('movb $0x42, 1f+1(%rip); 1: mov $1, %al');
    bare.run(2);

    expect(bare.get('rax')).toBe(0x42n);
  });

  it.each([1, 2, 3, 4])('in its byte %i alone is decoded again', (byte) => {
    const value = decodedTwice(other, (bare) => bare.poke(other + byte, [0x5a]));

    expect(value).toBe(
      (1n & ~(0xffn << BigInt(8 * (byte - 1)))) | (0x5an << BigInt(8 * (byte - 1))),
    );
  });

  it('over the end of a page is decoded again for either page', () => {
    const at = other + 0x1000 - 2;

    expect(decodedTwice(at, (bare) => bare.poke(at + 1, [0x5a]))).toBe(0x5an);
    expect(decodedTwice(at, (bare) => bare.poke(at + 2, [0x5a]))).toBe(0x5a01n);
  });

  it('through another mapping is decoded again', () => {
    const alias = 0x400000;
    const bare = boot(`mov $1, %al; movb $0x42, ${alias + 1}; jmp _start`);
    bare.poke64(bare.entryOf(alias), BigInt(place.code) | 7n);
    bare.run(4);

    expect(bare.get('rax')).toBe(0x42n);
  });

  it('by a debugger is decoded again', () => {
    const value = decodedTwice(other, (bare) =>
      bare.computer.writeLinear(0, linearAddress(other + 1), Uint8Array.of(0x77)),
    );

    expect(value).toBe(0x77n);
  });

  it('by a string instruction is decoded again', () => {
    const bare = boot(`mov $1, %dl; rep stosb; jmp _start`);
    bare.set('rdi', place.code + 1);
    bare.set('rax', 0x42);
    bare.set('rcx', 1);
    bare.run(4);

    expect(bare.get('rdx') & 0xffn).toBe(0x42n);
  });

  it('by a write over the end of the page before is decoded again', () => {
    const value = decodedTwice(other, (bare) => {
      bare.set('rax', 0x5ab8_0000);
      bare.poke(place.code + 0x100, assemble(`mov %eax, ${other - 2}`, place.code + 0x100));
      bare.set('rip', place.code + 0x100);
      bare.step();
    });

    expect(value & 0xffn).toBe(0x5an);
  });

  it('by another CPU is executed as written', () => {
    const bare = bareMachine({ code: assemble('1: mov $1, %al; jmp 1b'), otherEntries: [other] });
    bare.poke(other, assemble(`movb $0x42, ${place.code + 1}; 1: jmp 1b`, other));
    bare.step(0);
    bare.step(1);
    bare.step(0);
    bare.step(0);

    expect(bare.get('rax', 0)).toBe(0x42n);
  });

  it('where it only begins to overlap an instruction before it changes both', () => {
    const bare = boot('nop');
    bare.poke(other, [0xb8, 0x90, 0x90, 0x90, 0x90]);
    for (const at of [other, other + 1]) {
      bare.set('rip', at);
      bare.step();
    }
    bare.poke(other + 1, [0xf4]);
    bare.set('rip', other);
    bare.step();
    expect(bare.get('rax')).toBe(0x909090f4n);

    bare.set('rip', other + 1);
    bare.step();
    expect(bare.computer.activity(0)).toBe('halted');
  });
});

describe('a write beside decoded instructions', () => {
  it('leaves them as they are', () => {
    expect(decodedTwice(other, (bare) => bare.poke(other + 5, [0xff]))).toBe(1n);
    expect(decodedTwice(other, (bare) => bare.poke(other - 1, [0xff]))).toBe(1n);
  });
});
