/** Far transfers: call gates, inner and outer rings, and every check on the way. */
import { describe, expect, it } from 'vitest';
import { cpuCell, segment, segmentCell } from '../../../src/memory/layout.ts';
import { vector } from '../../../src/isa/vectors.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import {
  bareMachine,
  gate,
  handlerOf,
  place,
  selector,
  setGate,
} from '../../machine/bare-machine.ts';

/** Selectors that these tests add to the GDT. */
// prettier-ignore
const added = {
  gate: 0x80, conforming: 0x90, ring0Data: 0x98, narrowTss: 0xa0, ring1Code: 0xa8, ring1Data: 0xb0, small: 0xb8,
} as const;

const descriptors: Readonly<Record<number, bigint>> = {
  [added.conforming]: 0x00cf9f000000ffffn,
  [added.ring0Data]: 0x00cf93000000ffffn,
  [added.ring1Code]: 0x00cfbb000000ffffn,
  [added.ring1Data]: 0x00cfb3000000ffffn,
  [added.small]: 0x00409b0000000fffn,
};

const target = 0x123456;

/** A call gate of 16 or 32 bits. */
const callGate = (how: {
  selector?: number;
  dpl?: number;
  type?: number;
  count?: number;
  present?: boolean;
}): bigint =>
  BigInt(target & 0xffff) |
  (BigInt(how.selector ?? selector.code32) << 16n) |
  (BigInt(how.count ?? 0) << 32n) |
  (BigInt((how.present === false ? 0 : 0x80) | ((how.dpl ?? 3) << 5) | (how.type ?? 12)) << 40n) |
  (BigInt(target >> 16) << 48n);

/** Gates of 8 bytes for 32-bit delivery, and a TSS with a stack for ring 0 and 1. */
function boot(
  text: string,
  options: { ring?: 0 | 3; gate?: bigint; bits?: 16 | 32 } = {},
): BareMachine {
  const code = assemble(text, place.code, options.bits ?? 32);
  const bare = bareMachine({ code, mode: 'protected', ring: options.ring ?? 0 });
  for (const [at, value] of Object.entries(descriptors)) bare.poke64(place.gdt + Number(at), value);
  bare.poke64(place.gdt + added.gate, options.gate ?? 0n);
  bare.engine.setCell(0, cpuCell.gdtrLimit, 0xff);
  bare.poke64(place.tss + 4, BigInt(place.ring0Stack) | (BigInt(selector.data) << 32n));
  bare.poke64(place.tss + 12, BigInt(place.ist1) | (BigInt(added.ring1Data | 1) << 32n));
  for (let number = 0; number < 32; number++) setHandler(bare, number, {});
  return bare;
}

function setHandler(
  bare: BareMachine,
  number: number,
  how: { type?: number; selector?: number; dpl?: number },
): void {
  const [low] = gate(BigInt(handlerOf(number)), { selector: selector.code32, ...how });
  bare.poke64(place.idt + number * 8, low);
}

/** Doublewords on top of the stack. */
const words = (bare: BareMachine, count: number): number[] => {
  const at = Number(bare.get('rsp'));
  return Array.from({ length: count }, (_, slot) =>
    Number(bare.peek64(at + slot * 4) & 0xffffffffn),
  );
};
const halves = (bare: BareMachine, count: number): number[] => {
  const at = Number(bare.get('rsp'));
  return Array.from({ length: count }, (_, slot) => Number(bare.peek64(at + slot * 2) & 0xffffn));
};

const callIt = `lcall $${added.gate | 3}, $0`;
const behind = place.code + 7;
const ring3Stack = place.stack;

describe('a far call through a gate of 32 bits', () => {
  it('in its ring pushes CS and EIP, whatever offset it names', () => {
    const bare = boot(callIt, { gate: callGate({}) });
    bare.step();

    expect(bare.get('rip')).toBe(BigInt(target));
    expect(bare.get('cs')).toBe(BigInt(selector.code32));
    expect(words(bare, 2)).toEqual([behind, selector.code32]);
  });

  it('from ring 3 brings parameters to the stack of ring 0, below SS and ESP', () => {
    const bare = boot(`push $0x111; push $0x222; ${callIt}`, {
      ring: 3,
      gate: callGate({ count: 2 }),
    });
    bare.run(3);

    expect(bare.get('rip')).toBe(BigInt(target));
    expect(bare.get('cs')).toBe(BigInt(selector.code32));
    expect(bare.get('ss')).toBe(BigInt(selector.data));
    const from =
      place.code + assemble(`push $0x111; push $0x222; ${callIt}`, place.code, 32).length;
    expect(words(bare, 6)).toEqual([
      from, selector.userCode64, 0x222, 0x111, ring3Stack - 8, selector.userData,
    ]); // prettier-ignore
    expect(bare.get('rsp')).toBe(BigInt(place.ring0Stack - 24));
  });

  it('to conforming code stays in ring 3 and on its stack', () => {
    const bare = boot(callIt, { ring: 3, gate: callGate({ selector: added.conforming }) });
    bare.step();

    expect(bare.get('cs')).toBe(BigInt(added.conforming | 3));
    expect(bare.get('rsp')).toBe(BigInt(ring3Stack - 8));
  });

  it('to ring 1 takes the stack of ring 1', () => {
    const bare = boot(callIt, { ring: 3, gate: callGate({ selector: added.ring1Code }) });
    bare.step();

    expect([bare.get('cs'), bare.get('ss')]).toEqual([
      BigInt(added.ring1Code | 1),
      BigInt(added.ring1Data | 1),
    ]);
    expect(bare.get('rsp')).toBe(BigInt(place.ist1 - 16));
  });

  it('comes back by RETF with the parameters released on both stacks', () => {
    const text = `push $0x111; ${callIt}; hlt`;
    const bare = boot(text, { ring: 3, gate: callGate({ count: 1 }) });
    bare.poke(target, assemble('lret $4', target, 32));
    bare.run(3);

    expect(bare.get('rip')).toBe(
      BigInt(place.code + assemble(`push $0x111; ${callIt}`, place.code, 32).length),
    );
    expect([bare.get('cs'), bare.get('ss')]).toEqual([
      BigInt(selector.userCode64),
      BigInt(selector.userData),
    ]);
    expect(bare.get('rsp')).toBe(BigInt(ring3Stack));
  });

  it('makes data segments null that the outer ring may not have', () => {
    const bare = boot(callIt, { ring: 3, gate: callGate({}) });
    const load = `mov $${added.ring0Data}, %ax; mov %ax, %ds; mov $${selector.userData}, %ax; mov %ax, %es; lret`;
    bare.poke(target, assemble(load, target, 32));
    bare.run(6);

    expect([bare.get('ds'), bare.get('es')]).toEqual([0n, BigInt(selector.userData)]);
  });
});

describe('a call gate of 16 bits', () => {
  it('has an offset, words and parameters of 16 bits', () => {
    const bare = boot(`push $0x11112222; ${callIt}`, {
      ring: 3,
      gate: callGate({ type: 4, count: 2 }),
    });
    bare.run(2);

    const from = place.code + assemble(`push $0x11112222; ${callIt}`, place.code, 32).length;
    expect(bare.get('rip')).toBe(BigInt(target & 0xffff));
    expect(halves(bare, 6)).toEqual([
      from & 0xffff, selector.userCode64, 0x2222, 0x1111, ring3Stack - 4, selector.userData,
    ]); // prettier-ignore
  });

  it('takes the inner stack out of a TSS of 16 bits', () => {
    const bare = boot(callIt, { ring: 3, gate: callGate({ type: 4 }) });
    bare.engine.setCell(0, segment('tr') + segmentCell.attributes, 0x83);
    bare.engine.setCell(0, segment('tr') + segmentCell.limit, 0x2b);
    bare.poke(place.tss + 2, [0x00, 0xa0, selector.data, 0]);
    bare.step();

    expect(bare.get('ss')).toBe(BigInt(selector.data));
    expect(bare.get('rsp')).toBe(BigInt(place.ring0Stack - 8));
  });
});

describe('a far jump through a gate', () => {
  it('changes no ring', () => {
    const jump = `ljmp $${added.gate | 3}, $0`;
    const inner = boot(jump, { ring: 3, gate: callGate({}) });
    inner.step();
    const same = boot(jump, { gate: callGate({}) });
    same.step();

    expect(inner.vector()).toBe(vector.gp);
    expect(same.get('rip')).toBe(BigInt(target));
    expect(same.get('rsp')).toBe(BigInt(place.stack));
  });
});

const tss = selector.tss;

describe('a far call that is refused', () => {
  // prettier-ignore
  it.each([
    ['a null selector', 0, 'lcall $3, $0', 0n, vector.gp, 0],
    ['beyond the GDT', 0, 'lcall $0x200, $0', 0n, vector.gp, 0x200],
    ['data', 0, `lcall $${selector.data}, $0`, 0n, vector.gp, selector.data],
    ['a TSS, which would be a task switch', 0, `lcall $${tss}, $0`, 0n, vector.gp, tss],
    ['an offset beyond the limit', 0, `lcall $${added.small}, $0x1000`, 0n, vector.gp, 0],
    ['inner code without a gate', 3, `lcall $${selector.code32}, $0`, 0n, vector.gp, selector.code32],
    ['a gate of an inner ring', 3, callIt, callGate({ dpl: 0 }), vector.gp, added.gate],
    ['a gate that is absent', 3, callIt, callGate({ present: false }), vector.np, added.gate],
    ['a gate to null', 3, callIt, callGate({ selector: 0 }), vector.gp, 0],
    ['a gate to data', 3, callIt, callGate({ selector: selector.data }), vector.gp, selector.data],
    ['a gate beyond the limit of its code', 3, callIt, callGate({ selector: added.small }), vector.gp, 0],
  ] as const)('for %s', (_name, ring, text, descriptor, number, code) => {
    const bare = boot(text, { ring, gate: descriptor });
    bare.step();

    expect(bare.vector()).toBe(number);
    expect(words(bare, 2)).toEqual([code, place.code]);
  });

  // prettier-ignore
  it.each([
    ['too small a TSS', (bare: BareMachine) => bare.engine.setCell(0, segment('tr') + segmentCell.limit, 14), vector.ts, tss],
    ['a null SS', (bare: BareMachine) => bare.poke64(place.tss + 12, 0x8000n), vector.ts, 0],
    ['an SS of another ring', (bare: BareMachine) => bare.poke64(place.tss + 12, 0x8000n | BigInt(added.ring1Data) << 32n), vector.ts, added.ring1Data],
    ['an SS that is code', (bare: BareMachine) => bare.poke64(place.tss + 12, 0x8000n | BigInt(added.ring1Code | 1) << 32n), vector.ts, added.ring1Code],
    ['an SS that is absent', (bare: BareMachine) => bare.poke64(place.gdt + added.ring1Data, 0x00cf33000000ffffn), vector.ss, added.ring1Data],
    ['no room on the stack', (bare: BareMachine) => bare.poke64(place.gdt + added.ring1Data, 0x0040b30000000fffn), vector.ss, added.ring1Data],
  ] as const)('for %s, with everything as before', (_name, spoil, number, code) => {
    const bare = boot(callIt, { ring: 3, gate: callGate({ selector: added.ring1Code }) });
    spoil(bare);
    bare.step();

    expect(bare.vector()).toBe(number);
    expect(words(bare, 6)).toEqual([code, place.code, selector.userCode64, expect.anything(), ring3Stack, selector.userData]);
  });
});

describe('an interrupt in 32-bit code', () => {
  it('from ring 3 pushes SS and ESP on the stack of ring 0, and IRET brings them back', () => {
    const bare = boot('ud2', { ring: 3 });
    bare.poke(handlerOf(vector.ud), assemble('iret', 0, 32));
    bare.step();
    expect(words(bare, 5)).toEqual([
      place.code,
      selector.userCode64,
      0x10002,
      ring3Stack,
      selector.userData,
    ]);

    bare.step();
    expect(bare.get('rip')).toBe(BigInt(place.code));
    expect([bare.get('cs'), bare.get('ss'), bare.get('rsp')]).toEqual([
      BigInt(selector.userCode64),
      BigInt(selector.userData),
      BigInt(ring3Stack),
    ]);
  });

  it('through a gate of 16 bits pushes words of 16 bits', () => {
    const bare = boot('ud2', { ring: 3 });
    setHandler(bare, vector.ud, { type: 6 });
    bare.step();

    expect(halves(bare, 5)).toEqual([
      place.code & 0xffff,
      selector.userCode64,
      2,
      ring3Stack,
      selector.userData,
    ]);
  });

  it('through a trap gate keeps IF, through an interrupt gate not', () => {
    const flags = [14, 15, 6, 7].map((type) => {
      const bare = boot('ud2');
      bare.set('eflags', 0x202);
      setHandler(bare, vector.ud, { type });
      bare.step();
      return bare.get('eflags');
    });

    expect(flags).toEqual([2n, 0x202n, 2n, 0x202n]);
  });

  it.each([
    ['a task gate', { type: 5 }, vector.ud * 8 + 3],
    ['inner code of another ring', { selector: added.ring1Code }, added.ring1Code | 1],
    ['a selector beyond the GDT', { selector: 0x200 }, 0x201],
    ['a null selector', { selector: 0 }, 1],
  ] as const)('is #GP for %s, with EXT in its error code', (_name, how, code) => {
    const bare = boot('ud2');
    setHandler(bare, vector.ud, how);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(words(bare, 1)).toEqual([code]);
  });
});

describe('IRET in 32-bit code', () => {
  it.each([
    [
      'to an inner ring',
      3,
      `push $2; push $${selector.code32}; push $0; iret`,
      vector.gp,
      selector.code32,
    ],
    ['to null', 0, 'push $2; push $0; push $0; iret', vector.gp, 0],
    ['beyond the limit', 0, `push $2; push $${added.small}; push $0x1000; iret`, vector.gp, 0],
    ['with NT, which would switch tasks', 0, 'push $0x4002; popf; push $2; iret', vector.gp, 0],
    [
      'with VM, which would enter virtual-8086 mode',
      0,
      `push $0x20002; push $${selector.code32}; push $0; iret`,
      vector.gp,
      0,
    ],
  ] as const)('%s is refused', (_name, ring, text, number, code) => {
    const bare = boot(text, { ring });
    bare.run(4);

    expect(bare.vector()).toBe(number);
    expect(words(bare, 1)).toEqual([code]);
  });
});

describe('a call gate of long mode', () => {
  const low = (how: Parameters<typeof callGate>[0]): bigint =>
    callGate({ selector: selector.code64, ...how });
  const enter = (
    text: string,
    ring: 0 | 3,
    gateLow: bigint,
    gateHigh = 0xffff_8000n,
  ): BareMachine => {
    const bare = bareMachine({ code: assemble(text), ring });
    bare.poke64(place.gdt + added.gate, gateLow);
    bare.poke64(place.gdt + added.gate + 8, gateHigh);
    bare.engine.setCell(0, cpuCell.gdtrLimit, 0xff);
    bare.poke64(place.data, BigInt(added.gate | 3) << 32n);
    return bare;
  };
  const call = `lcall *${place.data}`;

  it('has 16 bytes and words of 64 bits, and leads ring 3 to a null SS', () => {
    const bare = enter(call, 3, low({}));
    bare.step();

    expect(bare.get('rip')).toBe(0xffff_8000_0012_3456n);
    expect([bare.get('cs'), bare.get('ss')]).toEqual([BigInt(selector.code64), 0n]);
    expect(bare.frame(4)).toEqual([
      BigInt(place.code + 7), BigInt(selector.userCode64), BigInt(place.stack), BigInt(selector.userData),
    ]); // prettier-ignore
  });

  it.each([
    ['to 32-bit code', low({ selector: selector.code32 }), 0n, selector.code32],
    ['of 16 bits', low({ type: 4 }), 0n, added.gate],
    ['whose upper half has a type', low({}), 1n << 40n, added.gate],
    ['to an address that is not canonical', low({}), 0x8000n, 0],
  ] as const)('%s is refused', (_name, gateLow, gateHigh, code) => {
    const bare = enter(call, 3, gateLow, gateHigh);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(2)).toEqual([BigInt(code), BigInt(place.code)]);
  });

  it('comes back by a RETF of 64 bits', () => {
    const bare = enter(call, 3, low({}), 0n);
    bare.poke(target, assemble('lretq', target));
    bare.run(2);

    expect(bare.get('rip')).toBe(BigInt(place.code + 7));
    expect([bare.get('cs'), bare.get('ss'), bare.get('rsp')]).toEqual([
      BigInt(selector.userCode64),
      BigInt(selector.userData),
      BigInt(place.stack),
    ]);
  });

  it('is not what an IDT of long mode may hold', () => {
    const bare = enter('ud2', 0, 0n);
    setGate(bare, vector.ud, gate(BigInt(handlerOf(vector.ud)), { type: 6 }));
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
  });
});

describe('LLDT and LTR', () => {
  it.each([
    ['ltr %ax', selector.tss, 0x8bn, vector.gp],
    ['ltr %ax', selector.tss, 0x09n, vector.np],
    ['ltr %ax', selector.tss, 0x89n, undefined],
    ['lldt %ax', selector.tss, 0x89n, vector.gp],
    ['lldt %ax', selector.tss, 0x82n, undefined],
    ['lldt %ax', selector.tss, 0x02n, vector.np],
  ] as const)('%s of a descriptor with selector %i and type %i', (text, at, type, outcome) => {
    const bare = boot(text);
    bare.poke64(place.gdt + at, 0x67n | (BigInt(place.tss) << 16n) | (type << 40n));
    bare.set('rax', at);
    bare.step();

    expect(bare.vector()).toBe(outcome);
  });

  it('mark a TSS as busy', () => {
    const bare = boot(`ltr %ax`);
    bare.set('tr_attr', 0x89);
    bare.poke64(place.gdt + tss, 0x0000_8900_0000_0067n | (BigInt(place.tss) << 16n));
    bare.set('rax', tss);
    bare.step();

    expect((bare.peek64(place.gdt + tss) >> 40n) & 0xffn).toBe(0x8bn);
    expect(bare.get('tr_attr')).toBe(0x8bn);
  });

  it('do not exist in real mode', () => {
    const bare = bareMachine({ code: assemble('lldt %ax', 0x7000, 16), at: 0x7000, mode: 'real' });
    bare.poke(vector.ud * 4, [0x34, 0x12, 0, 0]);
    bare.step();

    expect(bare.get('rip')).toBe(0x1234n);
  });
});
