/** A host about to execute VMRUN, and a guest that shares its tables: base of the tests of SVM. */
import { guestCell } from '../../../src/memory/guest-cells.ts';
import { ramBase } from '../../../src/memory/layout.ts';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place, selector } from '../../machine/bare-machine.ts';

/** Physical (and linear) addresses beside those of every bare machine. */
// prettier-ignore
export const guestPlace = {
  vmcb: 0x300000, hostSave: 0x301000, ioPermissions: 0x304000, msrPermissions: 0x308000,
  code: 0x400000, stack: 0x480000, idt: 0x490000, handlers: 0x492000,
} as const;

/** Offsets in the save area that tests look at. */
// prettier-ignore
export const saved = {
  es: 0x400, cs: 0x410, ss: 0x420, ds: 0x430, gdtr: 0x460, idtr: 0x480, cpl: 0x4cb, efer: 0x4d0,
  cr4: 0x548, cr3: 0x550, cr0: 0x558, dr7: 0x560, dr6: 0x568, rflags: 0x570, rip: 0x578,
  rsp: 0x5d8, rax: 0x5f8, cr2: 0x640, pat: 0x668,
} as const;

export interface Guest {
  readonly bare: BareMachine;
  /** A field of the VMCB. */
  get(offset: number): bigint;
  set(offset: number, value: bigint | number): void;
  /** Asks for exit codes, beside VMRUN. */
  intercept(...codes: number[]): void;
  /** Steps CPU 0 until it is in its host again behind VMRUN, and says how many steps that took. */
  untilExit(): number;
  inGuest(): boolean;
  exitCode(): number;
}

export interface GuestOptions {
  /** What the guest executes. */
  readonly code: string;
  /** What the host executes; VMRUN with RAX pointing to the VMCB, then a HLT, by default. */
  readonly host?: string;
  readonly cpu?: string;
  readonly bits?: 16 | 32 | 64;
}

const stepsMax = 200;

export function guestOf({ code, host = 'vmrun; hlt', cpu, bits = 64 }: GuestOptions): Guest {
  const bare = bareMachine({ code: assemble(host), ...(cpu === undefined ? {} : { cpu }) });
  const { engine } = bare;
  bare.set('efer', 0x1d01);
  bare.set('rax', guestPlace.vmcb);
  engine.setCell64(0, guestCell.hostSave, BigInt(guestPlace.hostSave));
  bare.poke(guestPlace.code, assemble(code, guestPlace.code, bits));
  const at = ramBase + guestPlace.vmcb;
  const { view } = engine.memory;
  const guest: Guest = {
    bare,
    get: (offset) => view.getBigUint64(at + offset, true),
    set: (offset, value) => view.setBigUint64(at + offset, BigInt.asUintN(64, BigInt(value)), true),
    intercept: (...codes) => {
      for (const wanted of codes) {
        const word = at + control.intercepts + (wanted >> 5) * 4;
        view.setUint32(word, view.getUint32(word, true) | (1 << (wanted & 31)), true);
      }
    },
    untilExit: () => {
      bare.step();
      for (let steps = 1; steps < stepsMax; steps++) {
        if (!guest.inGuest()) return steps;
        bare.step();
      }
      throw new Error(`no #VMEXIT in ${stepsMax} steps`);
    },
    inGuest: () => engine.cell(0, guestCell.guestAsid) !== 0,
    exitCode: () => Number(BigInt.asIntN(64, guest.get(control.exitCode))),
  };
  fill(guest);
  return guest;
}

/** The guest's state: 64-bit, ring 0, on the host's page tables, with an IDT of its own. */
function fill(guest: Guest): void {
  guest.intercept(exit.vmrun, exit.vmmcall);
  guest.set(control.ioPermissions, guestPlace.ioPermissions);
  guest.set(control.msrPermissions, guestPlace.msrPermissions);
  guest.set(control.asid, 1);
  setSegment(guest, saved.cs, selector.code64, 0xa9b);
  for (const at of [saved.es, saved.ss, saved.ds]) setSegment(guest, at, selector.data, 0xc93);
  guest.set(saved.gdtr, 0x7fn << 32n);
  guest.set(saved.gdtr + 8, place.gdt);
  guest.set(saved.idtr, 0xfffn << 32n);
  guest.set(saved.idtr + 8, place.idt);
  guest.set(saved.efer, 0x1d01);
  guest.set(saved.cr0, 0x80010011);
  guest.set(saved.cr3, place.pml4);
  guest.set(saved.cr4, 0x20);
  guest.set(saved.dr6, 0xffff0ff0);
  guest.set(saved.dr7, 0x400);
  guest.set(saved.rflags, 2);
  guest.set(saved.rip, guestPlace.code);
  guest.set(saved.rsp, guestPlace.stack);
}

export function setSegment(
  guest: Guest,
  at: number,
  selectorValue: number,
  attributes: number,
  base = 0n,
  limit = 0xffffffffn,
): void {
  guest.set(at, BigInt(selectorValue) | (BigInt(attributes) << 16n) | (limit << 32n));
  guest.set(at + 8, base);
}
