/** What a CPU knows of several PCIDs at a time, and what each way of forgetting forgets. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';

const page = 0x300000;
const elsewhere = 0x301000;
/** In a slot of the TLB of its own. */
const descriptor = place.data + 0x5000;
const keep = 1n << 63n;
const globalBit = 0x100n;
const pcide = 0x20000;
const pge = 0x80;

const cr3 = (pcid: number, keeps = true): bigint =>
  BigInt(place.pml4) | BigInt(pcid) | (keeps ? keep : 0n);

/** Reads the page, goes through contexts, and reads again what now lies elsewhere. */
function knowsStill(options: { way: string; global?: boolean; from?: number }): boolean {
  const load = (value: bigint): string => `movabs $${value}, %rax; mov %rax, %cr3`;
  const setUp = load(cr3(options.from ?? 1));
  const text = `${setUp}; mov ${page}, %bl; ${options.way}; mov ${page}, %bl; hlt`;
  const bare: BareMachine = bareMachine({ code: assemble(text) });
  bare.set('cr4', 0x20 | pcide | pge);
  bare.poke(page, [1]);
  bare.poke(elsewhere, [2]);
  const rights = 7n | (options.global === true ? globalBit : 0n);
  bare.poke64(bare.entryOf(page), BigInt(page) | rights);
  bare.run(3);
  expect(bare.get('rbx')).toBe(1n);
  bare.poke64(bare.entryOf(page), BigInt(elsewhere) | rights);
  bare.run(100);
  return bare.get('rbx') === 1n;
}

const go = (pcid: number, keeps = true): string =>
  `movabs $${cr3(pcid, keeps)}, %rax; mov %rax, %cr3`;
const invpcid = (type: number, pcid: number): string =>
  `movq $${pcid}, ${descriptor}; movq $${page}, ${descriptor + 8}; mov $${type}, %eax; invpcid ${descriptor}, %rax`;
const past = (count: number): string => Array.from({ length: count }, (_, at) => go(at + 2)).join('; '); // prettier-ignore

describe('a translation of PCID 1', () => {
  // prettier-ignore
  it.each([
    ['while another context is used', `${go(2)}; ${go(1)}`, true],
    ['over six other contexts', `${past(6)}; ${go(1)}`, true],
    ['where CR3 is loaded without bit 63', `${go(2)}; ${go(1, false)}`, false],
    ['where another PCID is loaded without bit 63', `${go(2, false)}; ${go(1)}`, true],
    ['by another context', go(2), false],
    ['behind an INVLPG of its own context', `invlpg ${page}`, false],
    ['behind an INVLPG of another context', `${go(2)}; invlpg ${page}; ${go(1)}`, true],
    ['behind INVPCID 0 of its own PCID, from elsewhere', `${go(2)}; ${invpcid(0, 1)}; ${go(1)}`, false],
    ['behind INVPCID 0 of another PCID', invpcid(0, 2), true],
    ['behind INVPCID 1 of its own PCID, from elsewhere', `${go(2)}; ${invpcid(1, 1)}; ${go(1)}`, false],
    ['behind INVPCID 1 of another PCID', invpcid(1, 2), true],
    ['behind INVPCID 2', `${go(2)}; ${invpcid(2, 0)}; ${go(1)}`, false],
    ['behind INVPCID 3', `${go(2)}; ${invpcid(3, 0)}; ${go(1)}`, false],
  ] as const)('is known %s: as the SDM says', (_name, way, expected) => {
    expect(knowsStill({ way })).toBe(expected);
  });
});

describe('a global translation', () => {
  // prettier-ignore
  it.each([
    ['by another context', go(2), true],
    ['where CR3 is loaded without bit 63', go(1, false), true],
    ['behind an INVLPG of another context', `${go(2)}; invlpg ${page}`, false],
    ['behind INVPCID 0 of its PCID', invpcid(0, 1), true],
    ['behind INVPCID 1 of its PCID', invpcid(1, 1), true],
    ['behind INVPCID 2', invpcid(2, 0), false],
    ['behind INVPCID 3', invpcid(3, 0), true],
    ['behind a change of CR4.PGE', `mov %cr4, %rax; xor $${pge}, %eax; mov %rax, %cr4`, false],
  ] as const)('is known %s: as the SDM says', (_name, way, expected) => {
    expect(knowsStill({ way, global: true })).toBe(expected);
  });
});
