/** Instructions that a hypervisor wants to know of (APM 2 15.8 to 15.11, appendix C). */
import { describe, expect, it } from 'vitest';
import { control, exit } from '../../../src/isa/svm/vmcb.ts';
import { vector } from '../../../src/isa/vectors.ts';
import { guestOf, guestPlace, saved } from './guest.ts';

// prettier-ignore
const instructions: readonly (readonly [text: string, code: number])[] = [
  ['cpuid', exit.cpuid], ['hlt', exit.hlt], ['rdtsc', exit.rdtsc], ['rdtscp', exit.rdtscp],
  ['pushfq', exit.pushf], ['popfq', exit.popf], ['iretq', exit.iret], ['int $0x80', exit.softwareInterrupt],
  ['int3', exit.exception + vector.bp], ['int1', exit.icebp], ['invd', exit.invd],
  ['wbinvd', exit.wbinvd], ['pause', exit.pause], ['invlpg (%rax)', exit.invlpg],
  ['invlpga', exit.invlpga], ['monitor', exit.monitor], ['mwait', exit.mwait],
  ['vmrun', exit.vmrun], ['vmload', exit.vmload], ['vmsave', exit.vmsave], ['stgi', exit.stgi],
  ['clgi', exit.clgi], ['vmmcall', exit.vmmcall], ['in $0x10, %al', exit.io], ['out %eax, %dx', exit.io],
  ['rdmsr', exit.msr], ['wrmsr', exit.msr],
  ['sgdt 0x200000', exit.readGdtr], ['sidt 0x200000', exit.readIdtr], ['sldt %ax', exit.readLdtr],
  ['str %ax', exit.readTr], ['lgdt 0x200000', exit.writeGdtr], ['lidt 0x200000', exit.writeIdtr],
  ['lldt %ax', exit.writeLdtr], ['ltr %ax', exit.writeTr],
  ['mov %cr0, %rax', exit.readCr], ['mov %cr8, %rax', exit.readCr + 8], ['smsw %ax', exit.readCr],
  ['mov %cr0, %rax; mov %rax, %cr0', exit.writeCr], ['xor %eax, %eax; mov %rax, %cr8', exit.writeCr + 8],
  ['mov %cr3, %rax; mov %rax, %cr3', exit.writeCr + 3], ['mov %cr4, %rax; mov %rax, %cr4', exit.writeCr + 4],
  ['mov %rax, %cr2', exit.writeCr + 2], ['clts', exit.writeCr], ['mov $1, %ax; lmsw %ax', exit.writeCr],
  ['mov %dr0, %rax', exit.readDr], ['mov %dr7, %rax', exit.readDr + 7],
  ['mov %rax, %dr3', exit.writeDr + 3], ['mov %rax, %dr6', exit.writeDr + 6],
  ['rdpmc', exit.rdpmc], ['rsm', exit.rsm], ['insb', exit.io], ['outsl', exit.io],
  ['ud2', exit.exception + vector.ud], ['xor %ecx, %ecx; div %ecx', exit.exception + vector.de],
];

describe('an intercepted instruction', () => {
  it.each(instructions)('%s leaves the guest before it has done anything', (text, code) => {
    const guest = guestOf({ code: text });
    guest.set(saved.rax, guestPlace.vmcb);
    guest.intercept(code);
    for (let at = 0; at < 0x3000; at += 8) {
      guest.bare.poke64(guestPlace.ioPermissions + at, 2n ** 64n - 1n);
      guest.bare.poke64(guestPlace.msrPermissions + at, 2n ** 64n - 1n);
    }
    const before = text.split(';').length;
    const steps = guest.untilExit();

    expect(guest.exitCode()).toBe(code);
    expect(steps).toBe(before + 1);
    const length = guest.get(control.nextRip) - guest.get(saved.rip);
    const isException = code === exit.exception + vector.ud || code === exit.exception;
    if (!isException) expect(Number(length)).toBeGreaterThan(0);
  });

  it.each(instructions.filter(([, code]) => ![exit.vmrun, exit.vmmcall].some((c) => c === code)))(
    '%s does not when nobody asked',
    (text) => {
      const guest = guestOf({ code: `${text}; vmmcall` });
      guest.set(saved.rax, guestPlace.vmcb);
      guest.bare.step();
      guest.bare.run(1);

      expect(guest.inGuest()).toBe(true);
    },
  );
});

describe('EXITINFO1', () => {
  it.each([
    ['in $0x10, %al', 0x0010_0211n],
    ['mov $0x3f8, %dx; out %al, %dx', 0x03f8_0210n],
    ['mov $0x3f8, %dx; in %dx, %eax', 0x03f8_0241n],
    ['mov $0x3f8, %dx; out %ax, %dx', 0x03f8_0220n],
    ['mov $0x3f8, %dx; insb', 0x03f8_0215n],
    ['mov $0x3f8, %dx; mov $9, %ecx; rep outsl', 0x03f8_024cn],
  ])('of %s tells port, size and direction; EXITINFO2 what follows', (text, info) => {
    const guest = guestOf({ code: text });
    guest.intercept(exit.io);
    for (let at = 0; at < 0x3000; at += 8) {
      guest.bare.poke64(guestPlace.ioPermissions + at, 2n ** 64n - 1n);
    }
    guest.untilExit();

    expect(guest.get(control.exitInfo1)).toBe(info);
    expect(guest.get(control.exitInfo2)).toBe(guest.get(control.nextRip));
  });

  it.each([
    ['rdmsr', 0n],
    ['wrmsr', 1n],
  ])('of %s is %i', (text, info) => {
    const guest = guestOf({ code: `mov $0x40000000, %ecx; ${text}` });
    guest.intercept(exit.msr);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.msr);
    expect(guest.get(control.exitInfo1)).toBe(info);
  });

  it('of a page fault is its error code, EXITINFO2 its address; CR2 stays', () => {
    const guest = guestOf({ code: 'mov %eax, 0x7654321' });
    guest.bare.poke64(0x3000 + (0x7654321 >> 21) * 8, 0n);
    guest.set(saved.cr2, 1);
    guest.intercept(exit.exception + vector.pf);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.pf);
    expect(guest.get(control.exitInfo1)).toBe(2n);
    expect(guest.get(control.exitInfo2)).toBe(0x7654321n);
    expect(guest.get(saved.cr2)).toBe(1n);
  });
});

describe('the permission maps', () => {
  it('let ports through whose bits are clear', () => {
    const guest = guestOf({ code: 'in $0x10, %al; in $0x11, %ax' });
    guest.intercept(exit.io);
    guest.bare.poke(guestPlace.ioPermissions + 2, [4]);
    guest.untilExit();

    expect(guest.get(saved.rip)).toBe(BigInt(guestPlace.code + 2));
  });

  it.each([
    [0x10, 4, 'rdmsr', 1],
    [0xc0000080, 0x820, 'rdmsr', 1],
    [0xc0000080, 0x820, 'wrmsr', 2],
    [0xc0010117, 0x1045, 'rdmsr', 0x40],
  ])('stop MSR %i by bits of byte %i', (number, byte, text, bit) => {
    const code = `mov $${number}, %ecx; rdmsr; mov $${number}, %ecx; ${text}`;
    const other = guestOf({ code: `${code}; vmmcall` });
    other.intercept(exit.msr);
    other.bare.poke(guestPlace.msrPermissions + byte, [0]);
    other.untilExit();
    const guest = guestOf({ code });
    guest.intercept(exit.msr);
    guest.bare.poke(guestPlace.msrPermissions + byte, [bit]);
    guest.untilExit();

    expect(other.exitCode()).toBe(exit.vmmcall);
    expect(guest.exitCode()).toBe(exit.msr);
    expect(guest.get(control.exitInfo1)).toBe(text === 'wrmsr' ? 1n : 0n);
  });

  it('of MSRs say nothing of numbers beyond them: those are always stopped', () => {
    const guest = guestOf({ code: 'mov $0x2000, %ecx; rdmsr' });
    guest.intercept(exit.msr);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.msr);
  });
});

describe('the selective intercept of CR0', () => {
  it('ignores TS and MP', () => {
    const guest = guestOf({ code: 'mov %cr0, %rax; or $10, %rax; mov %rax, %cr0; vmmcall' });
    guest.intercept(exit.cr0Selective);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.vmmcall);
    expect(guest.get(saved.cr0)).toBe(0x8001001bn);
  });

  it('takes any other bit', () => {
    const guest = guestOf({ code: 'mov %cr0, %rax; btr $16, %rax; mov %rax, %cr0; vmmcall' });
    guest.intercept(exit.cr0Selective);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.cr0Selective);
  });
});

describe('exceptions of a guest', () => {
  it('come before intercepts of the same instruction where privilege is missing', () => {
    const guest = guestOf({ code: 'hlt' });
    guest.set(saved.cpl & ~7, 3n << 24n);
    guest.intercept(exit.hlt, exit.exception + vector.gp);
    guest.untilExit();

    expect(guest.exitCode()).toBe(exit.exception + vector.gp);
  });
});
