/** VMRUN and #VMEXIT: what a guest is given, what its hypervisor gets back (APM 2 15.5, 15.6). */
import { describe, expect, it } from 'vitest';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { guestCell } from '../../../src/memory/guest-cells.ts';
import { place } from '../../machine/bare-machine.ts';
import { guestOf, guestPlace, saved } from './guest.ts';

const behindVmrun = BigInt(place.code + 3);

describe('VMRUN', () => {
  it('puts the CPU at the guest state of the VMCB', () => {
    const guest = guestOf({ code: 'nop' });
    guest.set(saved.rax, 0x1234);
    guest.set(saved.rflags, 0x246);
    guest.set(saved.cr2, 0x5678);
    guest.bare.step();

    expect(guest.inGuest()).toBe(true);
    expect(guest.bare.get('rip')).toBe(BigInt(guestPlace.code));
    expect(guest.bare.get('rsp')).toBe(BigInt(guestPlace.stack));
    expect(guest.bare.get('rax')).toBe(0x1234n);
    expect(guest.bare.get('eflags')).toBe(0x246n);
    expect(guest.bare.get('cr2')).toBe(0x5678n);
  });

  it('leaves the registers that it does not know to the guest', () => {
    const guest = guestOf({ code: 'nop' });
    guest.bare.set('rbx', 77);
    guest.bare.step();

    expect(guest.bare.get('rbx')).toBe(77n);
  });

  it('takes the ring from the VMCB', () => {
    const guest = guestOf({ code: 'hlt' });
    guest.set(saved.cpl & ~7, 3n << 24n);
    guest.bare.run(2);

    expect(guest.bare.vector()).toBe(13);
  });
});

describe('#VMEXIT', () => {
  it('by VMMCALL says so, with rip at the VMMCALL and nRIP behind it', () => {
    const guest = guestOf({ code: 'mov $5, %eax; vmmcall' });
    const steps = guest.untilExit();

    expect(steps).toBe(3);
    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 5));
    expect(guest.get(control.nextRip)).toBe(BigInt(guestPlace.code + 8));
    expect(guest.get(saved.rax)).toBe(5n);
  });

  it('puts the host behind its VMRUN, with its own registers and GIF clear', () => {
    const guest = guestOf({ code: 'mov $5, %eax; mov $6, %ebx; vmmcall' });
    guest.bare.set('eflags', 0x246);
    guest.untilExit();

    expect(guest.bare.get('rip')).toBe(behindVmrun);
    expect(guest.bare.get('rax')).toBe(BigInt(guestPlace.vmcb));
    expect(guest.bare.get('rbx')).toBe(6n);
    expect(guest.bare.get('rsp')).toBe(BigInt(place.stack));
    expect(guest.bare.get('eflags')).toBe(0x246n);
    expect(guest.bare.engine.cell(0, guestCell.gifClear)).toBe(1);
    guest.bare.step();
    expect(guest.bare.computer.activity(0)).toBe('halted');
  });

  it('saves what the guest changed', () => {
    const guest = guestOf({ code: 'mov $0x700000, %rsp; stc; mov %rsp, %cr2; vmmcall' });
    guest.untilExit();

    expect(guest.get(saved.rsp)).toBe(0x700000n);
    expect(guest.get(saved.rflags)).toBe(3n);
    expect(guest.get(saved.cr2)).toBe(0x700000n);
  });
});
