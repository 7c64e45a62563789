/** Alignment checks: who is checked, from when on, and what needs no alignment. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../src/isa/vectors.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place, selector } from '../machine/bare-machine.ts';

const ac = 0x40000;
const amBit = 0x40000n;

const boot = (
  text: string,
  options: { ring?: 0 | 3; am?: boolean; flags?: number; cpu?: string } = {},
): BareMachine => {
  const bare = bareMachine({
    code: assemble(text),
    ring: options.ring ?? 3,
    cpu: options.cpu ?? 'max',
  });
  if (options.am !== false) bare.set('cr0', bare.get('cr0') | amBit);
  bare.set('eflags', options.flags ?? ac | 2);
  return bare;
};

const odd = place.data + 1;

describe('an access that is not aligned', () => {
  it.each([
    ['of 2 bytes', `mov ${odd}, %ax`],
    ['of 4 bytes', `mov %eax, ${odd + 1}`],
    ['of 8 bytes', `add %rax, ${odd + 3}`],
    ['over a page', `mov ${place.data + 4094}, %eax`],
    ['to the stack', 'push %rax'],
  ])('%s is #AC(0) in ring 3 with CR0.AM and RFLAGS.AC', (_name, text) => {
    const bare = boot(text);
    bare.set('rsp', place.stack - 4);
    bare.step();

    expect(bare.vector()).toBe(vector.ac);
    expect(bare.frame(2)).toEqual([0n, BigInt(place.code)]);
  });

  it.each([
    ['in ring 0', { ring: 0 }],
    ['without CR0.AM', { am: false }],
    ['without RFLAGS.AC', { flags: 2 }],
  ] as const)('is made %s', (_name, options) => {
    const bare = boot(`mov ${odd}, %eax`, options);
    bare.step();

    expect(bare.vector()).toBeUndefined();
  });

  it('of a byte cannot be', () => {
    const bare = boot(`mov ${odd}, %al`);
    bare.step();

    expect(bare.vector()).toBeUndefined();
  });
});

describe('a vector that is not aligned', () => {
  const osfxsr = 0x600n;

  it.each([
    ['max', 'of 16 bytes is #AC on AMD', 'movups', vector.ac],
    ['nehalem', 'of 16 bytes is read on Intel', 'movups', undefined],
    ['max', 'of 8 bytes is #AC on AMD', 'movq', vector.ac],
    ['nehalem', 'of 8 bytes is #AC on Intel', 'movq', vector.ac],
  ] as const)('%s: %s', (cpu, _name, mnemonic, expected) => {
    const bare = boot(`${mnemonic} ${odd}, %xmm0`, { cpu });
    bare.set('cr4', bare.get('cr4') | osfxsr);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });
});

describe('alignment checks begin', () => {
  it('with the POPF that sets AC, also for pages that are well known', () => {
    const bare = boot(`mov ${odd}, %eax; push $${ac | 2}; popf; mov ${odd}, %eax`, { flags: 2 });
    bare.run(3);
    expect(bare.vector()).toBeUndefined();

    bare.step();
    expect(bare.vector()).toBe(vector.ac);
  });

  it('with the return to ring 3', () => {
    const frame = `push $${selector.userData}; push $${place.stack}; push $${ac | 2}; push $${selector.userCode64}; push $1f; iretq`;
    const bare = boot(`${frame}; 1: mov ${odd}, %eax`, { ring: 0, flags: 2 });
    bare.run(7);

    expect(bare.vector()).toBe(vector.ac);
  });
});
