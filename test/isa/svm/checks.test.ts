/** What VMRUN refuses: exit code -1 for a guest that cannot be, faults for VMRUN itself (APM 2 15.5.1). */
import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/isa/svm/checks.ts';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { vector } from '../../../src/isa/vectors.ts';
import { guestCell } from '../../../src/memory/guest-cells.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { place, setRing } from '../../machine/bare-machine.ts';
import type { Guest } from './guest.ts';
import { guestOf, guestPlace, saved } from './guest.ts';

const behindVmrun = BigInt(place.code + 3);

/** By the words of the row that must refuse it. */
// prettier-ignore
const illegal: readonly (readonly [what: string, spoil: (guest: Guest) => void])[] = [
  ['EFER.SVME is clear', (g) => g.set(saved.efer, 0xd01)],
  ['CR0.NW is set without CD', (g) => g.set(saved.cr0, 0xa0010011)],
  ['CR0 has upper bits', (g) => g.set(saved.cr0, 0x1_8001_0011)],
  ['CR3 has reserved bits', (g) => g.set(saved.cr3, 1n << 40n)],
  ['CR4 has reserved bits', (g) => g.set(saved.cr4, 1n << 15n | 0x20n)],
  ['DR6 has upper bits', (g) => g.set(saved.dr6, 1n << 32n)],
  ['DR7 has upper bits', (g) => g.set(saved.dr7, 1n << 32n)],
  ['EFER has reserved bits', (g) => g.set(saved.efer, 0x1d03)],
  ['long mode without PAE', (g) => g.set(saved.cr4, 0)],
  ['long mode without protection', (g) => g.set(saved.cr0, 0x80010010)],
  ['CS is of 64 and of 32 bits', (g) => g.set(saved.cs, 0xe9b0010)],
  ['VMRUN is not intercepted', (g) => g.set(control.intercepts + 16, 0)],
  ['the ASID is 0', (g) => g.set(control.asid, 0)],
  ['the map of ports lies beyond memory', (g) => g.set(control.ioPermissions, 2n ** 40n - 0x2000n)],
  ['the map of MSRs lies beyond memory', (g) => g.set(control.msrPermissions, 2n ** 40n - 0x1000n)],
  ['an event that does not exist is injected', (g) => g.set(control.eventInjection, 0x80000150)],
  ['an event that does not exist is injected', (g) => g.set(control.eventInjection, 0x80000302)],
  ['an event that does not exist is injected', (g) => g.set(control.eventInjection, 0x80000320)],
  ['nested paging, and the host not in long mode', (g) => {
    g.set(control.nestedPaging, 1);
    g.bare.engine.setCell64(0, cpuCell.cr0, 0x11n);
    g.bare.engine.setCell64(0, cpuCell.efer, 0x1801n);
    setRing(g.bare.engine, 0, 0, 'protected');
  }],
  ['nested CR3 has reserved bits', (g) => {
    g.set(control.nestedPaging, 1);
    g.set(control.nestedCr3, 1n << 45n);
  }],
  ["the guest's PAT has types that do not exist", (g) => {
    g.set(control.nestedPaging, 1);
    g.set(saved.pat, 0x0007_0406_0007_0206n);
  }],
];

describe('VMRUN of an illegal state', () => {
  it('is tried for each of the checks', () => {
    expect(new Set(illegal.map(([what]) => what))).toEqual(new Set(checks.map(({ what }) => what)));
  });

  it.each(illegal)('refuses it because %s', (_what, spoil) => {
    const guest = guestOf({ code: 'nop' });
    spoil(guest);
    guest.bare.step();

    expect(guest.inGuest()).toBe(false);
    expect(guest.exitCode()).toBe(exit.invalid);
    expect(guest.bare.get('rip')).toBe(behindVmrun);
    expect(guest.bare.engine.cell(0, guestCell.gifClear)).toBe(1);
  });

  it.each([
    [
      'the maps end with the last byte',
      (g: Guest) => {
        g.set(control.ioPermissions, 2n ** 40n - 0x3000n);
        g.set(control.msrPermissions, 2n ** 40n - 0x2000n);
      },
    ],
    ['an event is not marked as valid', (g: Guest) => g.set(control.eventInjection, 0x350)],
    ['NW is set together with CD', (g: Guest) => g.set(saved.cr0, 0xe0010011)],
    ['the PAT is anything without nested paging', (g: Guest) => g.set(saved.pat, 0xff)],
  ])('does not when %s', (_what, change) => {
    const guest = guestOf({ code: 'nop' });
    change(guest);
    guest.bare.step();

    expect(guest.inGuest()).toBe(true);
  });
});

describe('VMRUN itself', () => {
  it.each([
    ['#UD without EFER.SVME', (g: Guest) => g.bare.set('efer', 0xd01), vector.ud],
    [
      '#GP with an address inside a page',
      (g: Guest) => g.bare.set('rax', guestPlace.vmcb + 8),
      vector.gp,
    ],
    [
      '#GP with an address outside of memory',
      (g: Guest) => g.bare.set('rax', 1n << 40n),
      vector.gp,
    ],
  ])('is %s', (_what, change, number) => {
    const guest = guestOf({ code: 'nop' });
    change(guest);
    guest.bare.step();

    expect(guest.bare.vector()).toBe(number);
  });

  it('is #GP in ring 3, #UD first where SVM is off', () => {
    const [outer, off] = [guestOf({ code: 'nop' }), guestOf({ code: 'nop' })];
    for (const { bare } of [outer, off]) setRing(bare.engine, 0, 3);
    off.bare.set('efer', 0xd01);
    outer.bare.step();
    off.bare.step();

    expect([outer.bare.vector(), off.bare.vector()]).toEqual([vector.gp, vector.ud]);
  });

  it.each(['vmrun', 'vmload', 'vmsave', 'stgi', 'clgi', 'invlpga', 'vmmcall', 'skinit'])(
    '%s is #UD on a CPU without SVM',
    (text) => {
      const guest = guestOf({ code: 'nop', host: text, cpu: 'nehalem' });
      guest.bare.step();

      expect(guest.bare.vector()).toBe(vector.ud);
    },
  );
});

describe('the MSRs of SVM', () => {
  const boot = (text: string, cpu = 'max'): Guest => guestOf({ code: '', host: text, cpu });
  const write = (number: number, value: number): string =>
    `mov $${number}, %ecx; mov $${value}, %eax; xor %edx, %edx; wrmsr`;

  it('take a page for the host, and nothing else', () => {
    const good = boot(write(0xc0010117, 0x5000));
    const bad = boot(write(0xc0010117, 0x5008));
    good.bare.run(4);
    bad.bare.run(4);

    expect(good.bare.engine.cell64(0, guestCell.hostSave)).toBe(0x5000n);
    expect(bad.bare.vector()).toBe(vector.gp);
  });

  it('forbid EFER.SVME once VM_CR says so, for good when it is locked', () => {
    const guest = boot(
      `${write(0xc0010114, 0x18)}; ${write(0xc0010114, 0)}; ${write(0xc0000080, 0x1d01)}`,
    );
    guest.bare.set('efer', 0xd01);
    guest.bare.run(12);

    expect(guest.bare.engine.cell64(0, guestCell.vmCr)).toBe(0x18n);
    expect(guest.bare.vector()).toBe(vector.gp);
  });

  it('are not there without SVM', () => {
    const guest = boot(write(0xc0010117, 0x5000), 'nehalem');
    guest.bare.run(4);

    expect(guest.bare.vector()).toBe(vector.gp);
  });
});
