/** Events and a guest: GIF, interception, injection, virtual interrupts (APM 2 15.13 to 15.21). */
import { describe, expect, it } from 'vitest';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { vector } from '../../../src/isa/vectors.ts';
import { guestCell } from '../../../src/memory/guest-cells.ts';
import { cpuCell, pendingBit } from '../../../src/memory/layout.ts';
import { gate, handlerOf, place, setGate } from '../../machine/bare-machine.ts';
import type { Guest } from './guest.ts';
import { guestOf, guestPlace, saved } from './guest.ts';

const nmi = (guest: Guest): void => guest.bare.computer.inject({ kind: 'nmi', cpu: 0 });
const behindVmrun = BigInt(place.code + 3);

describe('an NMI in a guest', () => {
  it('leaves it when intercepted, and waits for the host to set GIF', () => {
    const guest = guestOf({ code: 'nop; nop', host: 'vmrun; nop; stgi; nop' });
    guest.intercept(exit.nmi);
    guest.bare.run(2);
    nmi(guest);
    guest.bare.step();

    expect(guest.inGuest()).toBe(false);
    expect(guest.exitCode()).toBe(exit.nmi);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 1));
    expect(guest.get(control.nextRip)).toBe(0n);
    guest.bare.run(2);
    expect(guest.bare.get('rip')).toBe(behindVmrun + 4n);
    guest.bare.step();
    expect(guest.bare.vector()).toBe(vector.nmi);
    expect(guest.bare.frame(1)[0]).toBe(behindVmrun + 4n);
  });

  it("goes through the guest's IDT when not", () => {
    const guest = guestOf({ code: 'nop; nop' });
    guest.bare.run(2);
    nmi(guest);
    guest.bare.step();

    expect(guest.inGuest()).toBe(true);
    expect(guest.bare.vector()).toBe(vector.nmi);
  });

  it('leaves a halted guest, whose rip is behind the HLT', () => {
    const guest = guestOf({ code: 'hlt; nop' });
    guest.intercept(exit.nmi);
    guest.bare.run(2);
    expect(guest.bare.computer.activity(0)).toBe('halted');
    nmi(guest);
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.nmi);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 1));
  });
});

describe('an NMI that is pending at VMRUN with GIF clear', () => {
  it('leaves the guest before its first instruction', () => {
    const guest = guestOf({ code: 'nop', host: 'clgi; vmrun; nop' });
    guest.intercept(exit.nmi);
    guest.bare.step();
    nmi(guest);
    guest.bare.run(2);

    expect(guest.exitCode()).toBe(exit.nmi);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code));
  });
});

describe('CLGI and STGI', () => {
  it('hold machine checks and NMIs, and let them in behind STGI', () => {
    const guest = guestOf({ code: '', host: 'clgi; nop; stgi; nop' });
    guest.bare.set('cr4', 0x60);
    guest.bare.step();
    nmi(guest);
    guest.bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    guest.bare.run(2);
    expect(guest.bare.get('rip')).toBe(BigInt(place.code + 7));
    guest.bare.step();

    expect(guest.bare.vector()).toBe(vector.mc);
  });

  it('are #UD without EFER.SVME, #GP in ring 3', () => {
    const off = guestOf({ code: '', host: 'clgi' });
    off.bare.set('efer', 0xd01);
    off.bare.step();

    expect(off.bare.vector()).toBe(vector.ud);
  });
});

/** Keeps the local APIC's request up without an APIC: the engine looks at the bit only. */
const request = (guest: Guest): void => guest.bare.computer.setPending(0, pendingBit.intr, true);

describe('an interrupt in a guest', () => {
  it("leaves it when the guest's IF lets it, without being acknowledged", () => {
    const guest = guestOf({ code: 'nop; sti; nop; nop' });
    guest.intercept(exit.intr);
    guest.bare.step();
    request(guest);
    guest.bare.run(3);
    expect(guest.inGuest()).toBe(true);
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.intr);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 3));
  });

  it("goes by the host's IF under V_INTR_MASKING", () => {
    const guest = guestOf({ code: 'cli; nop; nop' });
    guest.intercept(exit.intr);
    guest.set(control.virtualInterrupt, 1 << 24);
    guest.bare.set('eflags', 0x202);
    guest.bare.run(2);
    request(guest);
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.intr);
  });

  it("stays out under V_INTR_MASKING where the host's IF is clear", () => {
    const guest = guestOf({ code: 'sti; nop; nop; vmmcall' });
    guest.intercept(exit.intr);
    guest.set(control.virtualInterrupt, 1 << 24);
    guest.bare.step();
    request(guest);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
  });
});

const virtual = (vectorNumber: number, priority: number, tpr = 0): bigint =>
  BigInt(tpr) | (1n << 8n) | (BigInt(priority) << 16n) | (BigInt(vectorNumber) << 32n);

describe('a virtual interrupt', () => {
  it("is taken through the guest's IDT when IF and V_TPR let it; V_IRQ is over then", () => {
    const guest = guestOf({ code: 'nop; sti; nop; nop' });
    guest.set(control.virtualInterrupt, virtual(0x50, 5, 4));
    guest.bare.run(4);
    expect(guest.bare.vector()).toBe(undefined);
    guest.bare.step();
    expect(guest.bare.vector()).toBe(0x50);

    guest.bare.poke(handlerOf(0x50), [0x0f, 0x01, 0xd9]);
    guest.untilExit();
    expect(guest.get(control.virtualInterrupt) & 0x100n).toBe(0n);
  });

  it('waits under a V_TPR as high as its priority, unless V_IGN_TPR is set', () => {
    const waits = guestOf({ code: 'nop; nop; vmmcall' });
    waits.set(saved.rflags, 0x202);
    waits.set(control.virtualInterrupt, virtual(0x50, 5, 5));
    waits.untilExit();
    const ignores = guestOf({ code: 'nop; nop; vmmcall' });
    ignores.set(saved.rflags, 0x202);
    ignores.set(control.virtualInterrupt, virtual(0x50, 5, 5) | (1n << 20n));
    ignores.bare.run(2);

    expect(waits.exitCode()).toBe(exit.vmmcall);
    expect(waits.get(control.virtualInterrupt) & 0x100n).toBe(0x100n);
    expect(ignores.bare.vector()).toBe(0x50);
  });

  it('leaves the guest instead when VINTR is intercepted', () => {
    const guest = guestOf({ code: 'sti; nop; nop' });
    guest.intercept(exit.virtual);
    guest.set(control.virtualInterrupt, virtual(0x50, 5));
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.virtual);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 2));
    expect(guest.get(control.virtualInterrupt) & 0x100n).toBe(0x100n);
  });

  it('sees CR8 of the guest as V_TPR under V_INTR_MASKING, and the host keeps its own', () => {
    const guest = guestOf({ code: 'mov $7, %eax; mov %rax, %cr8; mov %cr8, %rbx; vmmcall' });
    guest.bare.set('cr8', 3);
    guest.set(control.virtualInterrupt, (1n << 24n) | 2n);
    guest.untilExit();

    expect(guest.bare.get('rbx')).toBe(7n);
    expect(guest.get(control.virtualInterrupt) & 0xffn).toBe(7n);
    expect(guest.bare.get('cr8')).toBe(3n);
  });
});

const event = (type: number, number: number, code?: number): bigint =>
  BigInt(number | (type << 8) | (code === undefined ? 0 : 1 << 11)) |
  (1n << 31n) |
  (BigInt(code ?? 0) << 32n);

describe('EVENTINJ', () => {
  it.each([
    ['an interrupt', 0, 0x50, undefined],
    ['an NMI, whatever its vector', 2, 2, undefined],
    ['an exception', 3, vector.ud, undefined],
    ['a software interrupt', 4, 0x80, undefined],
  ])('delivers %s before the first instruction', (_what, type, number, code) => {
    const guest = guestOf({ code: 'nop' });
    guest.set(control.eventInjection, event(type, number, code));
    guest.bare.run(2);

    expect(guest.bare.vector()).toBe(number);
    expect(guest.bare.frame(1)[0]).toBe(BigInt(guestPlace.code));
  });

  it('delivers an exception with its error code', () => {
    const guest = guestOf({ code: 'nop' });
    guest.set(control.eventInjection, event(3, vector.gp, 0x18));
    guest.bare.run(2);

    expect(guest.bare.vector()).toBe(vector.gp);
    expect(guest.bare.frame(2)).toEqual([0x18n, BigInt(guestPlace.code)]);
  });

  it('is not intercepted, is cleared by #VMEXIT, and comes before anything pending', () => {
    const guest = guestOf({ code: 'nop' });
    guest.intercept(exit.nmi, exit.exception + vector.ud);
    guest.set(control.eventInjection, event(3, vector.ud));
    nmi(guest);
    guest.bare.engine.setCell(0, guestCell.gifClear, 1);
    guest.bare.run(2);
    expect(guest.bare.vector()).toBe(vector.ud);
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.nmi);
    expect(guest.get(control.eventInjection)).toBe(0n);
    expect(guest.get(control.exitIntInfo)).toBe(0n);
  });

  it('that cannot be delivered for the hypervisor to know is in EXITINTINFO', () => {
    const guest = guestOf({ code: 'nop' });
    guest.intercept(exit.exception + vector.np);
    setGate(guest.bare, 0x50, gate(0n, { type: 0 }));
    guest.bare.poke64(place.idt + 0x50 * 16, gate(0n)[0] & ~(0x80n << 40n));
    guest.set(control.eventInjection, event(0, 0x50));
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.np);
    expect(guest.get(control.exitIntInfo)).toBe(event(0, 0x50));
  });
});

describe('EXITINTINFO', () => {
  it('names the software interrupt whose delivery met the fault', () => {
    const guest = guestOf({ code: 'int $0x50' });
    guest.intercept(exit.exception + vector.np);
    guest.bare.poke64(place.idt + 0x50 * 16, gate(0n)[0] & ~(0x80n << 40n));
    guest.untilExit();

    expect(guest.get(control.exitIntInfo)).toBe(event(4, 0x50));
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code));
  });

  it('is 0 for an exception that simply happens', () => {
    const guest = guestOf({ code: 'int3; ud2' });
    guest.intercept(exit.exception + vector.ud);
    guest.bare.poke(handlerOf(vector.bp), [0x48, 0xcf]);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.ud);
    expect(guest.get(control.exitIntInfo)).toBe(0n);
  });
});

describe('shutdown of a guest', () => {
  it('is an exit when intercepted', () => {
    const guest = guestOf({ code: 'ud2' });
    guest.intercept(exit.shutdown);
    guest.set(saved.idtr, 0);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.shutdown);
    expect(guest.bare.computer.activity(0)).toBe('running');
  });
});

describe('traps', () => {
  it("of the guest's TF are the guest's", () => {
    const guest = guestOf({ code: 'nop; nop' });
    guest.set(saved.rflags, 0x102);
    guest.bare.run(3);

    expect(guest.bare.vector()).toBe(vector.db);
    expect(guest.bare.frame(1)[0]).toBe(BigInt(guestPlace.code + 1));
  });

  it('leave the guest when #DB is intercepted, with DR6 as a handler would see it', () => {
    const guest = guestOf({ code: 'nop; nop' });
    guest.intercept(exit.exception + vector.db);
    guest.set(saved.rflags, 0x102);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.db);
    expect(guest.get(saved.dr6)).toBe(0xffff4ff0n);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 1));
  });
});

describe('RF', () => {
  const broken = (): Guest => {
    const guest = guestOf({ code: 'cpuid; nop' });
    guest.bare.engine.setCell64(0, cpuCell.dr0, BigInt(guestPlace.code));
    guest.set(saved.dr7, 0x401);
    guest.intercept(exit.cpuid, exit.exception + vector.db);
    return guest;
  };

  it('of the VMCB lets the guest past its breakpoint, and is there again after an exit at it', () => {
    const [clear, set] = [broken(), broken()];
    set.set(saved.rflags, 0x10002);
    clear.untilExit();
    set.untilExit();

    expect(clear.exitCode()).toBe(exit.exception + vector.db);
    expect(set.exitCode()).toBe(exit.cpuid);
    expect(set.get(saved.rflags)).toBe(0x10002n);
  });
});

describe('the interrupt shadow', () => {
  it('of the VMCB holds an NMI for one instruction, and is saved at an exit inside it', () => {
    const held = guestOf({ code: 'nop; nop' });
    held.intercept(exit.nmi);
    held.set(control.interruptShadow, 1);
    held.bare.step();
    nmi(held);
    held.bare.run(2);
    const saves = guestOf({ code: 'sti; vmmcall' });
    saves.untilExit();

    expect(held.get(saved.rip)).toBe(BigInt(guestPlace.code + 1));
    expect(held.get(control.interruptShadow)).toBe(0n);
    expect(saves.get(control.interruptShadow)).toBe(1n);
  });
});

describe('a machine check in a guest', () => {
  it('leaves it when #MC is intercepted, with MCIP set', () => {
    const guest = guestOf({ code: 'nop; nop' });
    guest.intercept(exit.exception + vector.mc);
    guest.set(saved.cr4, 0x60);
    guest.bare.step();
    guest.bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.exception + vector.mc);
    expect(guest.bare.engine.cell(0, cpuCell.mcgStatus) & 4).toBe(4);
    expect(guest.bare.computer.activity(0)).toBe('running');
  });

  it('that cannot take it is a shutdown, which the hypervisor may intercept', () => {
    const guest = guestOf({ code: 'nop; nop' });
    guest.intercept(exit.shutdown);
    guest.bare.step();
    guest.bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    guest.bare.step();

    expect(guest.exitCode()).toBe(exit.shutdown);
  });
});

describe('INIT', () => {
  it('leaves a guest when intercepted, and resets the CPU, guest and all, when not', () => {
    const [seen, unseen] = [guestOf({ code: 'nop; nop' }), guestOf({ code: 'nop; nop' })];
    seen.intercept(exit.init);
    for (const { bare } of [seen, unseen]) {
      bare.step();
      bare.computer.setPending(0, pendingBit.init, true);
      bare.step();
    }

    expect(seen.exitCode()).toBe(exit.init);
    expect(unseen.inGuest()).toBe(false);
    expect(unseen.bare.computer.activity(0)).toBe('wait-for-SIPI');
  });

  it('is #SX with error code 1 where VM_CR.R_INIT is set', () => {
    const guest = guestOf({ code: '', host: 'nop; nop' });
    guest.bare.engine.setCell64(0, guestCell.vmCr, 2n);
    guest.bare.computer.setPending(0, pendingBit.init, true);
    guest.bare.step();

    expect(guest.bare.vector()).toBe(vector.sx);
    expect(guest.bare.frame(1)).toEqual([1n]);
  });
});
