/** Exceptions and interrupts through the IDT, with the errors that deliveries meet themselves. */
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

const boot = (text: string, ring: 0 | 3 = 0): BareMachine =>
  bareMachine({ code: assemble(text), ring });

const tf = 0x100n;
const at = BigInt(place.code);
const nmi = { kind: 'nmi', cpu: 0 } as const;
const machineCheck = { kind: 'machine-check', cpu: 0 } as const;
const usualGate = (number: number, how = {}): [bigint, bigint] =>
  gate(BigInt(handlerOf(number)), how);
const removeGate = (bare: BareMachine, number: number): void => {
  const [low, high] = usualGate(number);
  setGate(bare, number, [low & ~(0x80n << 40n), high]);
};

describe('a fault in 64-bit code', () => {
  it('pushes SS, RSP, RFLAGS with RF, CS, the address of the instruction, and its error code', () => {
    const bare = boot('mov 0x2000000, %al');
    bare.step();

    expect(bare.vector()).toBe(vector.pf);
    expect(bare.frame(6)).toEqual([
      0n,
      at,
      BigInt(selector.code64),
      0x10002n,
      BigInt(place.stack),
      BigInt(selector.data),
    ]);
    expect(bare.get('cr2')).toBe(0x2000000n);
  });

  it('has no error code where the SDM gives none', () => {
    const bare = boot('ud2');
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
    expect(bare.frame(5)[0]).toBe(at);
  });

  it('aligns the stack to 16 bytes, also where it stays in its ring', () => {
    const bare = boot('ud2');
    bare.set('rsp', 0x8ff7);
    bare.step();

    expect(bare.get('rsp')).toBe(0x8ff0n - 40n);
    expect(bare.frame(5)[3]).toBe(0x8ff7n);
  });

  it('from ring 3 takes the stack of ring 0 out of the TSS and a null SS', () => {
    const bare = boot('hlt', 3);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.get('rsp')).toBe(BigInt(place.ring0Stack - 48));
    expect(bare.get('ss')).toBe(0n);
    expect(bare.frame(6)[2]).toBe(BigInt(selector.userCode64));
  });

  it('takes the stack that the gate names, in whatever ring', () => {
    const bare = boot('ud2');
    setGate(bare, vector.ud, usualGate(vector.ud, { ist: 2 }));
    bare.step();

    expect(bare.get('rsp')).toBe(BigInt(place.ist2 - 40));
  });

  it('clears IF through an interrupt gate and keeps it through a trap gate', () => {
    for (const [type, flags] of [
      [0xe, 0x2n],
      [0xf, 0x202n],
    ] as const) {
      // prettier-ignore
      const bare = boot('ud2');
      bare.set('eflags', 0x202);
      setGate(bare, vector.ud, usualGate(vector.ud, { type }));
      bare.step();

      expect(bare.get('eflags')).toBe(flags);
    }
  });
});

describe('error codes', () => {
  it.each([
    ['mov $0x1000, %ax; mov %ax, %ds', 2, vector.gp, 0x1000n],
    [`mov $${selector.absent}, %ax; mov %ax, %ds`, 2, vector.np, BigInt(selector.absent)],
    [`mov $${selector.absent}, %ax; mov %ax, %ss`, 2, vector.ss, BigInt(selector.absent)],
    [`mov $${selector.code64}, %ax; mov %ax, %ss`, 2, vector.gp, BigInt(selector.code64)],
    ['mov $0, %ax; mov %ax, %cs', 2, vector.ud, undefined],
    [`mov $${selector.data}, %ax; ltr %ax`, 2, vector.gp, BigInt(selector.data)],
    ['mov 0x800000000000, %al', 1, vector.gp, 0n],
    ['movabs $0x800000000000, %rbp; mov (%rbp), %al', 2, vector.ss, 0n],
    ['int $0x80', 1, undefined, undefined],
  ] as const)('of %s', (text, steps, number, code) => {
    const bare = boot(text);
    bare.run(steps);

    expect(bare.vector()).toBe(number ?? 0x80);
    if (code !== undefined) expect(bare.frame(1)[0]).toBe(code);
  });

  it('of INT n from ring 3 to a gate of ring 0 names the gate without EXT', () => {
    const bare = boot('int $0x80', 3);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(1)[0]).toBe(BigInt(0x80 * 8 + 2));
  });

  it('of a fault whose gate is absent names the gate with EXT', () => {
    const bare = boot('ud2');
    removeGate(bare, vector.ud);
    bare.step();

    expect(bare.vector()).toBe(vector.np);
    expect(bare.frame(1)[0]).toBe(BigInt(vector.ud * 8 + 3));
  });

  it('of a gate beyond the limit of the IDT is #GP with that gate', () => {
    const bare = boot('int $0x30');
    bare.engine.setCell(0, cpuCell.idtrLimit, 0x30 * 16 - 1);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(1)[0]).toBe(BigInt(0x30 * 8 + 2));
  });

  it('of a stack that the TSS is too small for is #TS with the selector of the TSS', () => {
    const bare = boot('ud2');
    setGate(bare, vector.ud, usualGate(vector.ud, { ist: 7 }));
    bare.engine.setCell(0, segment('tr') + segmentCell.limit, 0x50);
    bare.step();

    expect(bare.vector()).toBe(vector.ts);
    expect(bare.frame(1)[0]).toBe(BigInt(selector.tss | 1));
  });
});

describe('a fault while a fault is delivered', () => {
  const unmapped = (bare: BareMachine, linear: number): void =>
    bare.poke64(bare.entryOf(linear), 0n);

  it('is #DF with error code 0 where both are contributory', () => {
    const bare = boot('mov 0x800000000000, %al');
    removeGate(bare, vector.gp);
    bare.step();

    expect(bare.vector()).toBe(vector.df);
    expect(bare.frame(2)).toEqual([0n, at]);
  });

  it('is #DF where a page fault meets a page fault', () => {
    const bare = boot('mov 0x2000000, %al');
    bare.set('rsp', 0x701000);
    unmapped(bare, 0x700000);
    setGate(bare, vector.df, usualGate(vector.df, { ist: 1 }));
    bare.step();

    expect(bare.vector()).toBe(vector.df);
    expect(bare.get('cr2')).toBe(0x700ff8n);
  });

  it('is served one after the other where the first is benign', () => {
    const bare = boot('ud2');
    removeGate(bare, vector.ud);
    bare.step();

    expect(bare.vector()).toBe(vector.np);
  });

  it('is served one after the other where a page fault follows a contributory one', () => {
    const bare = boot('mov 0x800000000000, %al');
    bare.set('rsp', 0x701000);
    unmapped(bare, 0x700000);
    setGate(bare, vector.pf, usualGate(vector.pf, { ist: 1 }));
    bare.step();

    expect(bare.vector()).toBe(vector.pf);
  });

  it('is shutdown while #DF is delivered, and says what met it', () => {
    const bare = boot('mov 0x800000000000, %al');
    removeGate(bare, vector.gp);
    removeGate(bare, vector.df);

    expect(bare.step()).toEqual({
      kind: 'shutdown',
      cpu: 0,
      why: 'triple fault, #NP while delivering #DF',
    });
    expect(bare.computer.activity(0)).toBe('shutdown');
  });
});

describe('an NMI', () => {
  it('is taken between two instructions and blocks the next one until IRET', () => {
    const bare = boot('nop; nop; nop');
    bare.poke(handlerOf(vector.nmi), assemble('nop; iretq'));
    bare.step();
    bare.computer.inject(nmi);
    bare.step();
    expect(bare.frame(1)[0]).toBe(at + 1n);

    bare.computer.inject(nmi);
    bare.step();
    expect(bare.get('rip')).toBe(BigInt(handlerOf(vector.nmi) + 1));
    bare.step();
    expect(bare.get('rip')).toBe(at + 1n);
    bare.step();
    expect(bare.get('rip')).toBe(BigInt(handlerOf(vector.nmi)));
  });

  it('wakes a halted CPU, which goes on behind its HLT', () => {
    const bare = boot('hlt; nop');
    bare.poke(handlerOf(vector.nmi), assemble('iretq'));
    bare.step();
    expect(bare.computer.activity(0)).toBe('halted');

    bare.computer.inject(nmi);
    bare.run(3);

    expect(bare.get('rip')).toBe(at + 2n);
  });

  it('waits for the instruction behind MOV SS', () => {
    const bare = boot(`mov $${selector.data}, %ax; mov %ax, %ss; nop; nop`);
    bare.run(2);
    bare.computer.inject(nmi);
    bare.step();
    expect(bare.vector()).toBeUndefined();

    bare.step();
    expect(bare.vector()).toBe(vector.nmi);
    expect(bare.frame(1)[0]).toBe(at + 7n);
  });

  it('finds the faulting instruction done with only when its handler has begun', () => {
    const bare = boot('ud2');
    bare.computer.inject(nmi);
    bare.step();
    expect(bare.vector()).toBe(vector.nmi);
    expect(bare.frame(1)[0]).toBe(at);
  });
});

describe('a machine check', () => {
  it('is delivered with CR4.MCE, and sets MCIP', () => {
    const bare = boot('nop');
    bare.set('cr4', 0x60);
    bare.computer.inject(machineCheck);
    bare.step();

    expect(bare.vector()).toBe(vector.mc);
    expect(bare.engine.cell(0, cpuCell.mcgStatus) & 4).toBe(4);
  });

  it('is shutdown without CR4.MCE', () => {
    const bare = boot('nop');
    bare.computer.inject(machineCheck);

    expect(bare.step()).toMatchObject({
      kind: 'shutdown',
      why: expect.stringContaining('machine check') as string,
    });
  });

  it('is shutdown while another one is served', () => {
    const bare = boot('nop');
    bare.set('cr4', 0x60);
    bare.computer.inject(machineCheck);
    bare.step();
    bare.computer.inject(machineCheck);

    expect(bare.step().kind).toBe('shutdown');
  });

  it('comes while an NMI is served, and its IRET lets the next NMI in', () => {
    const bare = boot('nop');
    bare.set('cr4', 0x60);
    bare.poke(handlerOf(vector.mc), assemble('iretq'));
    bare.poke(handlerOf(vector.nmi), assemble('nop; nop'));
    bare.computer.inject(nmi);
    bare.step();
    bare.computer.inject(nmi);
    bare.computer.inject(machineCheck);
    bare.step();
    expect(bare.vector()).toBe(vector.mc);
    expect(bare.frame(1)[0]).toBe(BigInt(handlerOf(vector.nmi)));

    bare.run(2);
    expect(bare.vector()).toBe(vector.nmi);
    expect(bare.frame(1)[0]).toBe(BigInt(handlerOf(vector.nmi)));
  });

  it('comes through the shadow of MOV SS and before an NMI', () => {
    const bare = boot(`mov $${selector.data}, %ax; mov %ax, %ss; nop`);
    bare.set('cr4', 0x60);
    bare.run(2);
    bare.computer.inject(nmi);
    bare.computer.inject(machineCheck);
    bare.step();

    expect(bare.vector()).toBe(vector.mc);
  });
});

describe('the trap flag', () => {
  it('gives #DB behind each instruction, with DR6.BS and the next address', () => {
    const bare = boot('nop; nop');
    bare.set('eflags', 2n | tf);
    bare.step();

    expect(bare.vector()).toBe(vector.db);
    expect(bare.frame(3)).toEqual([at + 1n, BigInt(selector.code64), 2n | tf]);
    expect(bare.get('eflags') & tf).toBe(0n);
  });

  it('traps behind the instruction that follows the POPF which set it', () => {
    const bare = boot('push $0x102; popf; nop; nop');
    bare.run(3);

    expect(bare.vector()).toBe(vector.db);
    expect(bare.frame(1)[0]).toBe(at + 7n);
  });

  it('traps behind each iteration of a repeated string instruction', () => {
    const bare = boot('rep stosb');
    bare.set('rcx', 3);
    bare.set('rdi', place.data);
    bare.set('eflags', 2n | tf);
    bare.step();

    expect(bare.vector()).toBe(vector.db);
    expect(bare.get('rcx')).toBe(2n);
    expect(bare.frame(1)[0]).toBe(at);
  });

  it('waits for the instruction behind MOV SS', () => {
    const bare = boot(`mov %ax, %ss; nop; nop`);
    bare.set('rax', selector.data);
    bare.set('eflags', 2n | tf);
    bare.run(2);

    expect(bare.vector()).toBe(vector.db);
    expect(bare.frame(1)[0]).toBe(at + 3n);
  });
});

describe('IRET', () => {
  it('to ring 3 takes over SS:RSP and the flags', () => {
    const bare = boot(
      `push $${selector.userData}; push $0x8800; push $0x202; push $${selector.userCode64}; push $0x100100; iretq`,
    );
    bare.run(6);

    expect(bare.get('rip')).toBe(0x100100n);
    expect(bare.get('rsp')).toBe(0x8800n);
    expect(bare.get('eflags')).toBe(0x202n);
    expect(bare.get('cs')).toBe(BigInt(selector.userCode64));
  });

  it('to an address that is not canonical faults with everything as before', () => {
    const bare = boot(
      `push $${selector.data}; push $0x8800; push $2; push $${selector.code64}; movabs $0x800000000000, %rax; push %rax; iretq`,
    );
    bare.run(7);

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(6)[4]).toBe(BigInt(place.stack - 40));
  });
});

describe('real mode', () => {
  it('takes a far pointer out of the table at 0 and pushes three words', () => {
    const bare = bareMachine({ code: assemble('int $0x21', 0x7000, 16), at: 0x7000, mode: 'real' });
    bare.poke(0x21 * 4, [0x34, 0x12, 0x00, 0x20]);
    bare.set('eflags', 0x202);
    bare.step();

    expect(bare.get('cs')).toBe(0x2000n);
    expect(bare.get('rip')).toBe(0x1234n);
    expect(bare.get('rsp')).toBe(BigInt(place.stack - 6));
    expect(bare.peek64(place.stack - 6) & 0xffff_ffff_ffffn).toBe(0x0202_0000_7002n);
    expect(bare.get('eflags')).toBe(2n);
  });

  it('ends the machine where a BIOS is called that is not there', () => {
    const code = assemble('int $0x15; nop', 0x7000, 16);
    const bare = bareMachine({ code, at: 0x7000, mode: 'real' });
    bare.poke(0x15 * 4, [0, 0, 0, 0]);

    const stop = bare.computer.run({ resumed: [0], stepping: new Map(), budget: 100 });

    expect(stop).toEqual({
      kind: 'exited',
      cpu: 0,
      status: 1,
      how: 'called a BIOS by INT 0x15, and there is none: Xen wants no-real-mode on its command line',
    });
    expect(bare.computer.moment).toBe(1);
  });

  it('goes to 0:0 by an empty vector of a table elsewhere, and for faults', () => {
    const elsewhere = bareMachine({
      code: assemble('int $0x15', 0x7000, 16),
      at: 0x7000,
      mode: 'real',
    });
    elsewhere.engine.setCell64(0, cpuCell.idtrBase, 0x8000n);
    elsewhere.poke(0x8000 + 0x15 * 4, [0, 0, 0, 0]);
    const faulty = bareMachine({ code: assemble('ud2', 0x7000, 16), at: 0x7000, mode: 'real' });
    faulty.poke(vector.ud * 4, [0, 0, 0, 0]);

    for (const bare of [elsewhere, faulty]) {
      bare.step();
      expect([bare.get('cs'), bare.get('rip')]).toEqual([0n, 0n]);
    }
  });
});

describe('32-bit protected mode', () => {
  it('pushes EFLAGS, CS, EIP and the error code through a 32-bit gate', () => {
    const bare = bareMachine({
      code: assemble('mov %ds:(%eax), %al', place.code, 32),
      mode: 'protected',
    });
    bare.engine.setCell(0, segment('ds') + segmentCell.limit, 0xfff);
    bare.set('rax', 0x1000);
    const offset = BigInt(handlerOf(vector.gp));
    bare.poke64(
      place.idt + vector.gp * 8,
      (offset & 0xffffn) | (BigInt(selector.code32) << 16n) | (0x8en << 40n),
    );
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(2)).toEqual([at << 32n, (0x10002n << 32n) | BigInt(selector.code32)]);
  });
});
