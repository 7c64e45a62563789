/** Specifies src/lockstep/compare.ts. */
import { describe, expect, it } from 'vitest';
import { differences, flagsOnly } from '../../src/lockstep/compare.ts';
import type { Circumstances } from '../../src/lockstep/compare.ts';

const of = (values: Readonly<Record<string, bigint>>) => new Map(Object.entries(values));
const in64: Circumstances = { codeBits: 64, codeBase: 0n, flagsIgnored: 0 };
const in32: Circumstances = { ...in64, codeBits: 32 };
const in16: Circumstances = { ...in64, codeBits: 16, codeBase: 0xf0000n };

describe('two register sets', () => {
  it('differ in the registers that both show', () => {
    const here = of({ rax: 1n, rbx: 2n, cr3: 3n });
    const there = of({ rax: 1n, rbx: 5n, cr3: 4n, xmm0: 9n, efer: 1n });

    expect(differences(here, there, in64)).toEqual(['rbx', 'cr3']);
  });

  it('may hide high halves and high registers outside of 64-bit code only', () => {
    const here = of({ rax: 0x1_0000_0002n, r9: 7n });
    const there = of({ rax: 2n, r9: 0n });

    expect(differences(here, there, in32)).toEqual([]);
    expect(differences(here, there, in64)).toEqual(['rax', 'r9']);
    expect(differences(here, of({ rax: 3n, r9: 8n }), in32)).toEqual(['rax', 'r9']);
  });

  it('may count rip from CS base or not', () => {
    const here = of({ rip: 0xfff0n });

    expect(differences(here, of({ rip: 0xfff0n }), in16)).toEqual([]);
    expect(differences(here, of({ rip: 0xffff0n }), in16)).toEqual([]);
    expect(differences(here, of({ rip: 0xffff1n }), in16)).toEqual(['rip']);
  });

  it('may differ in flags that are not compared', () => {
    const [here, there] = [of({ eflags: 0x96n }), of({ eflags: 0x86n })];

    expect(differences(here, there, { ...in64, flagsIgnored: 0x10 })).toEqual([]);
    expect(differences(here, there, in64)).toEqual(['eflags']);
  });
});

describe('a difference of flags only', () => {
  it('names the arithmetic flags', () => {
    const [here, there] = [of({ eflags: 0x47n }), of({ eflags: 0x06n })];

    expect(flagsOnly(['eflags'], here, there)).toEqual(['CF', 'ZF']);
  });

  it('is none if another flag or register differs too', () => {
    const [here, there] = [of({ eflags: 0x247n }), of({ eflags: 0x06n })];

    expect(flagsOnly(['eflags'], here, there)).toEqual([]);
    expect(flagsOnly(['rax', 'eflags'], here, of({ eflags: 0x246n }))).toEqual([]);
  });
});
