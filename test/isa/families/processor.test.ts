/** Chance, ids, bases, rights and caches, where no other CPU can be asked. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

const boot = (text: string, ring: 0 | 3 = 0, cr4 = 0x20): BareMachine => {
  const bare = bareMachine({ code: assemble(text), ring });
  bare.set('cr4', cr4);
  return bare;
};

describe('RDRAND and RDSEED', () => {
  it('give the same numbers in every run, others each time, and say so by CF', () => {
    const runs = [1, 2].map(() => {
      const bare = boot('rdrand %rax; rdrand %rcx; rdseed %rdx');
      bare.set('eflags', 0x8d6);
      bare.run(3);
      expect(bare.get('eflags')).toBe(3n);
      return ['rax', 'rcx', 'rdx'].map((name) => bare.get(name));
    });

    expect(runs[0]).toEqual(runs[1]);
    expect(new Set(runs[0]).size).toBe(3);
  });

  it('give each CPU its own', () => {
    const code = assemble('rdrand %rax');
    const bare = bareMachine({ code, otherEntries: [place.code] });
    bare.step(0);
    bare.step(1);

    expect(bare.get('rax', 0)).not.toBe(bare.get('rax', 1));
  });
});

describe('UMIP', () => {
  it.each(['sgdt', 'sidt', 'sldt', 'str', 'smsw'])('keeps %s from ring 3 only', (name) => {
    const outcomes = ([0, 3] as const).map((ring) => {
      const bare = boot(`${name} ${place.data}`, ring, 0x820);
      bare.step();
      return bare.vector();
    });

    expect(outcomes).toEqual([undefined, vector.gp]);
  });
});

describe('FS and GS bases', () => {
  it('are read and written by ring 3 under CR4.FSGSBASE', () => {
    const bare = boot('wrgsbase %rax; rdgsbase %rcx; mov %gs:8, %rdx', 3, 0x10020);
    bare.set('rax', place.data);
    bare.poke64(place.data + 8, 0x1122n);
    bare.run(3);

    expect([bare.get('rcx'), bare.get('rdx')]).toEqual([BigInt(place.data), 0x1122n]);
  });

  it('are #UD without CR4.FSGSBASE, #GP if they are not canonical', () => {
    const [off, bad] = [boot('rdfsbase %rax', 3), boot('wrfsbase %rax', 3, 0x10020)];
    bad.set('rax', 1n << 63n);
    off.step();
    bad.step();

    expect([off.vector(), bad.vector()]).toEqual([vector.ud, vector.gp]);
  });
});

describe('protection key rights', () => {
  it('count for translations that are known already', () => {
    const page = 0x300000;
    const bare = boot(`mov ${page}, %bl; wrpkru; mov ${page}, %bl`, 3, 0x400020);
    bare.poke64(bare.entryOf(page), BigInt(page) | 7n | (1n << 59n));
    for (const name of ['rcx', 'rdx']) bare.set(name, 0);
    bare.set('rax', 0b0100);
    bare.run(3);

    expect(bare.vector()).toBe(vector.pf);
    expect(bare.frame(1)[0]).toBe(0x25n);
  });

  it('read back, and CPUID says that they are on', () => {
    const bare = boot('rdpkru; mov $7, %eax; xor %ecx, %ecx; cpuid', 0, 0x400020);
    bare.engine.setCell(0, cpuCell.pkru, 0x1234);
    bare.set('rcx', 0);
    bare.step();
    expect(bare.get('rax')).toBe(0x1234n);

    bare.run(3);
    expect(bare.get('rcx') & 0x10n).toBe(0x10n);
  });

  it('are #UD without CR4.PKE, #GP with anything in ECX', () => {
    const [off, bad] = [boot('rdpkru'), boot('rdpkru', 0, 0x400020)];
    bad.set('rcx', 1);
    off.step();
    bad.step();

    expect([off.vector(), bad.vector()]).toEqual([vector.ud, vector.gp]);
  });
});

describe('INVPCID', () => {
  const page = 0x300000;
  /** Elsewhere in the TLB than the page. */
  const descriptor = place.data + 0x5000;
  const forgets = (type: number, tag: bigint): boolean => {
    const bare = boot(
      `mov ${page}, %bl; invpcid ${descriptor}, %rax; mov ${page}, %bl`,
      0,
      0x20020,
    );
    bare.set('rax', type);
    bare.poke64(descriptor, tag);
    bare.poke64(descriptor + 8, BigInt(page));
    bare.poke(0x301000, [0x5a]);
    bare.step();
    bare.poke64(bare.entryOf(page), 0x301007n);
    bare.run(2);
    return bare.get('rbx') === 0x5an;
  };

  it.each([
    [0, 0n, true],
    [0, 1n, false],
    [1, 0n, true],
    [1, 1n, false],
    [2, 0n, true],
    [3, 0n, true],
  ])('type %i for context %i forgets what CR3 knows: %s', (type, tag, expected) => {
    expect(forgets(type, tag)).toBe(expected);
  });

  it.each([
    [4, 0n, 0n],
    [1, 0x1000n, 0n],
    [0, 0n, 1n << 63n],
  ])('type %i with a descriptor of %i and %i is #GP', (type, tag, linear) => {
    const bare = boot(`invpcid ${descriptor}, %rax`, 0, 0x20020);
    bare.set('rax', type);
    bare.poke64(descriptor, tag);
    bare.poke64(descriptor + 8, linear);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
  });
});

describe('RDTSCP and RDPID', () => {
  it('give TSC_AUX', () => {
    const bare = boot('rdtscp; mov %rcx, %rbx; rdpid %rsi');
    bare.engine.setCell64(0, cpuCell.tscAux, 0x77n);
    bare.run(3);

    expect([bare.get('rbx'), bare.get('rsi')]).toEqual([0x77n, 0x77n]);
  });
});

describe('MONITOR and MWAIT', () => {
  it('go on at once in ring 0 and are #UD in ring 3', () => {
    const [inner, outer] = [boot('monitor; mwait; nop'), boot('monitor', 3)];
    for (const bare of [inner, outer]) {
      bare.set('rax', place.data);
      bare.set('rcx', 0);
    }
    inner.run(3);
    outer.step();

    expect(inner.get('rip')).toBe(BigInt(place.code + 7));
    expect(outer.vector()).toBe(vector.ud);
  });
});

describe('a VEX prefix', () => {
  it.each([
    ['in front of it 66', [0x66, 0xc4, 0xe2, 0x78, 0xf2, 0xc1]],
    ['in front of it LOCK', [0xf0, 0xc4, 0xe2, 0x78, 0xf2, 0xc1]],
    ['in front of it REX', [0x48, 0xc4, 0xe2, 0x78, 0xf2, 0xc1]],
    ['with 256 bits', [0xc4, 0xe2, 0x7c, 0xf2, 0xc1]],
    ['with a map that nobody knows', [0xc4, 0xe0, 0x78, 0xf2, 0xc1]],
  ])('is #UD %s', (_what, bytes) => {
    const bare = bareMachine({ code: Uint8Array.from(bytes) });
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });

  it('is LES in 32-bit code where the operand is memory', () => {
    const code = assemble(`les ${place.data}, %eax`, place.code, 32);
    const bare = bareMachine({ code, mode: 'protected' });
    bare.poke64(place.data, 0x18_1234_5678n);
    bare.step();

    expect(bare.get('rax')).toBe(0x12345678n);
  });
});
