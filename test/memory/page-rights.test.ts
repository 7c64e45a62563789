/** Every combination of rights, modes and accesses against SDM 3A 4.6.1, case by case. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, place, setRing } from '../machine/bare-machine.ts';

const page = 0x300000;
const ringCode = { 0: place.code, 3: place.code + 0x1000 } as const;
const accesses = ['read', 'write', 'fetch'] as const;

interface Case {
  readonly access: (typeof accesses)[number];
  readonly ring: 0 | 3;
  /** Of the page. */
  readonly user: boolean;
  readonly writable: boolean;
  readonly noExecute: boolean;
  readonly wp: boolean;
  readonly smep: boolean;
  readonly smap: boolean;
  readonly ac: boolean;
}

const flags = ['user', 'writable', 'noExecute', 'wp', 'smep', 'smap', 'ac'] as const;

const cases: readonly Case[] = accesses.flatMap((access) =>
  ([0, 3] as const).flatMap((ring) =>
    Array.from({ length: 2 ** flags.length }, (_, number) => {
      const on = Object.fromEntries(flags.map((name, at) => [name, ((number >> at) & 1) === 1]));
      return { access, ring, ...on } as Case;
    }),
  ),
);

/** The paragraphs of SDM 3A 4.6.1, one after another. */
function isAllowed(c: Case): boolean {
  if (c.ring === 0 && !c.user) {
    if (c.access === 'read') return true;
    if (c.access === 'write') return !c.wp || c.writable;
    return !c.noExecute;
  }
  if (c.ring === 0) {
    if (c.access === 'read') return !c.smap || c.ac;
    if (c.access === 'write') return (!c.wp || c.writable) && (!c.smap || c.ac);
    return !c.smep && !c.noExecute;
  }
  if (!c.user) return false;
  if (c.access === 'read') return true;
  return c.access === 'write' ? c.writable : !c.noExecute;
}

/** SDM 3A 4.7: P, W/R, U/S, and I/D, as EFER.NXE is set throughout. */
const errorCode = (c: Case): bigint =>
  1n |
  (c.access === 'write' ? 2n : 0n) |
  (c.ring === 3 ? 4n : 0n) |
  (c.access === 'fetch' ? 16n : 0n);

/** The system's pages for ring 0 only, as SMEP and SMAP want them; code for either ring. */
function boot(): BareMachine {
  const bare = bareMachine({ code: assemble('nop') });
  for (let at = 0x1000; at < page; at += 0x1000) bare.poke64(bare.entryOf(at), BigInt(at) | 3n);
  const code = { read: 'mov (%rax), %cl', write: 'mov %cl, (%rax)', fetch: 'jmp *%rax' } as const;
  for (const start of Object.values(ringCode)) {
    accesses.forEach((access, at) => bare.poke(start + at * 16, assemble(code[access])));
  }
  bare.poke64(bare.entryOf(ringCode[3]), BigInt(ringCode[3]) | 7n);
  bare.poke(page, [0x90]);
  return bare;
}

const bitIf = (condition: boolean, bit: bigint): bigint => (condition ? bit : 0n);

/** Makes the access; the error code of its page fault, or undefined. */
function outcome(bare: BareMachine, c: Case): bigint | undefined {
  const rights = 1n | bitIf(c.writable, 2n) | bitIf(c.user, 4n) | bitIf(c.noExecute, 1n << 63n);
  bare.poke64(bare.entryOf(page), BigInt(page) | rights);
  bare.set('cr0', 0x80000011n | bitIf(c.wp, 0x10000n));
  bare.set('cr4', 0x20n | bitIf(c.smep, 1n << 20n) | bitIf(c.smap, 1n << 21n));
  setRing(bare.engine, 0, c.ring);
  bare.set('eflags', 2n | bitIf(c.ac, 0x40000n));
  bare.set('rsp', place.stack);
  bare.set('rax', page);
  bare.set('rip', ringCode[c.ring] + accesses.indexOf(c.access) * 16);
  bare.run(c.access === 'fetch' ? 2 : 1);
  if (bare.vector() !== vector.pf) return undefined;
  const top = Number(bare.get('rsp'));
  return bare.peek64(top);
}

describe('an access', () => {
  it('is allowed or refused as SDM 3A 4.6.1 says, with the error code of 4.7', () => {
    const bare = boot();

    const wrong = cases.filter(
      (c) => outcome(bare, c) !== (isAllowed(c) ? undefined : errorCode(c)),
    );

    expect(cases.length).toBe(768);
    expect(wrong).toEqual([]);
  });

  it('is judged again after AC has changed, although the translation is known', () => {
    const bare = boot();
    const at = { access: 'read', ring: 0, user: true, writable: true, smap: true } as const;
    const c = { ...at, noExecute: false, wp: true, smep: false };
    const allowed = outcome(bare, { ...c, ac: true });
    bare.set('rip', ringCode[0]);
    bare.set('eflags', 2);
    bare.step();

    expect(allowed).toBeUndefined();
    expect(bare.vector()).toBe(vector.pf);
  });

  it('of the CPU itself is refused by SMAP whatever AC says', () => {
    const bare = boot();
    bare.poke64(bare.entryOf(place.gdt), BigInt(place.gdt) | 7n);
    bare.poke(place.code, assemble('mov $0x18, %cx; mov %cx, %ds'));
    bare.set('cr4', 0x200020);
    bare.set('eflags', 0x40002);
    // The fault's delivery needs the table that cannot be read: nothing is left but shutdown.
    bare.run(2);

    expect(bare.computer.activity(0)).toBe('shutdown');
  });
});

describe('a protection key', () => {
  const key = 5n;
  const boot3 = (text: string, pkru: number, ring: 0 | 3 = 3): BareMachine => {
    const bare = bareMachine({ code: assemble(text), ring });
    bare.poke64(bare.entryOf(page), BigInt(page) | 7n | (key << 59n));
    bare.engine.setCell(0, cpuCell.pkru, pkru << (2 * Number(key)));
    bare.set('cr4', 0x400020);
    return bare;
  };

  it.each([
    ['AD', 'reads', `mov ${page}, %al`, 1, 0x25n],
    ['AD', 'writes', `movb $1, ${page}`, 1, 0x27n],
    ['WD', 'reads', `mov ${page}, %al`, 2, undefined],
    ['WD', 'writes', `movb $1, ${page}`, 2, 0x27n],
  ] as const)('with %s: %s', (_bit, _what, text, pkru, code) => {
    const bare = boot3(text, pkru);
    bare.step();

    expect(bare.vector() === vector.pf ? bare.frame(1)[0] : undefined).toBe(code);
  });

  it('with WD stops ring 0 only under CR0.WP', () => {
    const codes = [0x80000011, 0x80010011].map((cr0) => {
      const bare = boot3(`movb $1, ${page}`, 2, 0);
      bare.set('cr0', cr0);
      bare.step();
      return bare.vector() === vector.pf ? bare.frame(1)[0] : undefined;
    });

    expect(codes).toEqual([undefined, 0x23n]);
  });

  it('says nothing about fetches', () => {
    const bare = boot3(`mov $${page}, %eax; jmp *%rax`, 3);
    bare.poke(page, [0x90]);
    bare.run(3);

    expect(bare.get('rip')).toBe(BigInt(page + 1));
  });
});
