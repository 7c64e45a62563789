/** VMRUN and #VMEXIT: what a guest is given, what its hypervisor gets back (APM 2 15.5, 15.6). */
import { describe, expect, it } from 'vitest';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { guestCell } from '../../../src/memory/guest-cells.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { place } from '../../machine/bare-machine.ts';
import type { Guest } from './guest.ts';
import { guestOf, guestPlace, saved, setSegment } from './guest.ts';

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

describe('a guest in real mode', () => {
  const realMode = (code: string): Guest => {
    const guest = guestOf({ code, bits: 16 });
    guest.set(saved.cr0, 0x10);
    guest.set(saved.efer, 0x1000);
    guest.set(saved.cr4, 0);
    setSegment(guest, saved.cs, 0x1003, 0x9b, BigInt(guestPlace.code), 0xffffn);
    for (const at of [saved.ds, saved.ss]) setSegment(guest, at, 0x2003, 0x93, 0x20000n, 0xffffn);
    guest.set(saved.rip, 0);
    return guest;
  };

  it('runs in ring 0 whatever the selector of CS, with the bases of the VMCB', () => {
    const guest = realMode('movw $0x1234, 16; hlt; vmmcall');
    guest.intercept(exit.hlt);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.hlt);
    expect(guest.bare.peek64(0x20010) & 0xffffn).toBe(0x1234n);
    expect(guest.get(saved.rip)).toBe(6n);
    expect(guest.get(saved.cs) & 0xffffn).toBe(0x1003n);
  });

  it('leaves the host in long mode', () => {
    const guest = realMode('vmmcall');
    guest.untilExit();

    expect(guest.bare.get('efer')).toBe(0x1d01n);
    expect(guest.bare.computer.codeBits(0)).toBe(64);
    expect(guest.bare.get('rip')).toBe(behindVmrun);
  });
});

describe('VMSAVE and VMLOAD', () => {
  it('carry FS, GS, TR, LDTR and the registers of system calls, and nothing else', () => {
    const host =
      'vmsave; xor %edx, %edx; xor %eax, %eax; mov $0xc0000101, %ecx; wrmsr; mov $0x300000, %eax; vmload';
    const guest = guestOf({ code: '', host });
    guest.bare.engine.setCell64(0, cpuCell.lstar, 0xffff_8000_0000_1234n);
    guest.bare.set('gs_base', 0x1111_0000);
    guest.bare.set('k_gs_base', 0x2222_0000);
    guest.bare.step();
    guest.bare.engine.setCell64(0, cpuCell.lstar, 0n);
    guest.bare.set('k_gs_base', 0);
    guest.bare.run(5);
    expect(guest.bare.get('gs_base')).toBe(0n);
    guest.bare.step();

    expect(guest.bare.get('gs_base')).toBe(0x1111_0000n);
    expect(guest.bare.get('k_gs_base')).toBe(0x2222_0000n);
    expect(guest.bare.engine.cell64(0, cpuCell.lstar)).toBe(0xffff_8000_0000_1234n);
    expect(guest.get(0x490) & 0xffffn).toBe(0x40n);
    expect(guest.get(saved.cs)).toBe(0xffff_ffff_0a9b_0010n);
  });
});

describe('the time stamp counter of a guest', () => {
  it('is off by TSC_OFFSET', () => {
    const guest = guestOf({ code: 'rdtsc; mov %edx, %ebx; vmmcall' });
    guest.set(control.tscOffset, 5n << 32n);
    guest.untilExit();

    expect(guest.bare.get('rbx')).toBe(5n);
  });
});
