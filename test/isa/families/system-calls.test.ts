/** SYSCALL, SYSRET, SYSENTER and SYSEXIT: where they go, what they load, what they refuse. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { cpuCell, modelCell, segment, segmentCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine, Mode } from '../../machine/bare-machine.ts';
import { bareMachine, place, selector } from '../../machine/bare-machine.ts';

const entry = 0x180000;
const notCanonical = 0x8000_0000_0000n;

function boot(
  text: string,
  how: { ring?: 0 | 3; mode?: Mode; bits?: 32 | 64; intel?: boolean } = {},
): BareMachine {
  const code = assemble(text, place.code, how.bits ?? 64);
  const bare = bareMachine({ code, ring: how.ring ?? 0, mode: how.mode ?? 'long' });
  bare.engine.setMachineCell(modelCell.intel, how.intel === true ? 1 : 0);
  // Ring 3 from 0x23: its data at 0x2b, its 64-bit code at 0x33.
  bare.engine.setCell64(0, cpuCell.star, (0x23n << 48n) | (BigInt(selector.code64) << 32n));
  bare.engine.setCell64(0, cpuCell.lstar, BigInt(entry));
  bare.engine.setCell64(0, cpuCell.sfmask, 0x4700n);
  bare.engine.setCell64(0, cpuCell.sysenterCs, BigInt(selector.code32));
  bare.engine.setCell64(0, cpuCell.sysenterEsp, BigInt(place.ring0Stack));
  bare.engine.setCell64(0, cpuCell.sysenterEip, BigInt(entry));
  bare.poke(entry, [0x90, 0xf4]);
  return bare;
}

const attributesOf = (bare: BareMachine, name: 'cs' | 'ss'): number =>
  bare.engine.cell(0, segment(name) + segmentCell.attributes);
const ring = (bare: BareMachine): number => bare.engine.cell(0, cpuCell.cpl);
const afterCode = (bytes: number): bigint => BigInt(place.code + bytes);

describe('SYSCALL', () => {
  it('goes to LSTAR in ring 0, with the way back in RCX and R11, and clears what FMASK names', () => {
    const bare = boot('syscall', { ring: 3 });
    bare.set('eflags', 0x246);
    bare.step();

    expect(bare.get('rip')).toBe(BigInt(entry));
    expect(bare.get('rcx')).toBe(afterCode(2));
    expect(bare.get('r11')).toBe(0x246n);
    expect(bare.get('eflags')).toBe(0x46n);
    expect(ring(bare)).toBe(0);
    expect([bare.get('cs'), bare.get('ss')]).toEqual([0x10n, 0x18n]);
    expect(attributesOf(bare, 'cs')).toBe(0xa9b);
    expect(attributesOf(bare, 'ss')).toBe(0xc93);
  });

  it('leaves the stack alone', () => {
    const bare = boot('syscall', { ring: 3 });
    bare.step();

    expect(bare.get('rsp')).toBe(BigInt(place.stack));
  });

  it('is #UD while EFER.SCE is clear', () => {
    const bare = boot('syscall', { ring: 3 });
    bare.set('efer', 0xd00);
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });

  it('outside of long mode goes to STAR[31:0], with interrupts off', () => {
    const bare = boot('syscall', { mode: 'protected', bits: 32 });
    bare.set('efer', 1);
    bare.engine.setCell64(0, cpuCell.star, (BigInt(selector.code32) << 32n) | BigInt(entry));
    bare.set('eflags', 0x202);
    bare.step();

    expect(bare.get('rip')).toBe(BigInt(entry));
    expect(bare.get('rcx')).toBe(afterCode(2));
    expect(bare.get('eflags')).toBe(2n);
    expect(attributesOf(bare, 'cs')).toBe(0xc9b);
  });

  it.each([
    [0x4700n, undefined],
    [0x200n, vector.db],
  ])('under TF with FMASK %i: #DB only if TF is still set', (mask, number) => {
    const bare = boot('syscall', { ring: 3 });
    bare.engine.setCell64(0, cpuCell.sfmask, mask);
    bare.set('eflags', 0x102);
    bare.run(2);

    expect(bare.vector()).toBe(number);
    if (number === undefined) expect(bare.get('rip')).toBe(BigInt(entry + 1));
  });
});

describe('SYSRET', () => {
  it('to 64-bit code takes RCX and R11', () => {
    const bare = boot('sysretq');
    bare.set('rcx', entry);
    bare.set('r11', 0x10246);
    bare.step();

    expect(bare.get('rip')).toBe(BigInt(entry));
    expect(bare.get('eflags')).toBe(0x246n);
    expect(ring(bare)).toBe(3);
    expect([bare.get('cs'), bare.get('ss')]).toEqual([0x33n, 0x2bn]);
    expect(attributesOf(bare, 'cs')).toBe(0xafb);
  });

  it('to 32-bit code takes ECX', () => {
    const bare = boot('sysretl');
    bare.set('rcx', 0xffff_ffff_0000_0000n | BigInt(entry));
    bare.set('r11', 2);
    bare.step();

    expect(bare.get('rip')).toBe(BigInt(entry));
    expect(bare.get('cs')).toBe(0x23n);
    expect(attributesOf(bare, 'cs')).toBe(0xcfb);
    expect(bare.engine.cell(0, cpuCell.mode)).toBe(1);
  });

  it('on an AMD CPU loads no more of SS than its selector', () => {
    const bare = boot('sysretq');
    bare.engine.setCell(0, segment('ss') + segmentCell.attributes, 0);
    bare.set('rcx', entry);
    bare.step();

    expect(attributesOf(bare, 'ss')).toBe(0);
  });

  it('on an Intel CPU loads all of SS', () => {
    const bare = boot('sysretq', { intel: true });
    bare.engine.setCell(0, segment('ss') + segmentCell.attributes, 0);
    bare.set('rcx', entry);
    bare.step();

    expect(attributesOf(bare, 'ss')).toBe(0xcf3);
  });

  it('to an address that is not canonical faults in ring 3 on AMD, in ring 0 on Intel', () => {
    const [amd, intel] = [boot('sysretq'), boot('sysretq', { intel: true })];
    for (const bare of [amd, intel]) bare.set('rcx', notCanonical);
    amd.run(2);
    intel.step();

    expect([amd.vector(), intel.vector()]).toEqual([vector.gp, vector.gp]);
    expect(amd.frame(3).slice(1)).toEqual([notCanonical, 0x33n]);
    expect(intel.frame(3).slice(1)).toEqual([BigInt(place.code), BigInt(selector.code64)]);
  });

  it('is #GP in ring 3, #UD while EFER.SCE is clear', () => {
    const [outer, off] = [boot('sysretq', { ring: 3 }), boot('sysretq')];
    off.set('efer', 0xd00);
    outer.step();
    off.step();

    expect([outer.vector(), off.vector()]).toEqual([vector.gp, vector.ud]);
  });

  it('with TF in R11 ends the step of ring 3 there: #DB at once', () => {
    const bare = boot('sysretq');
    bare.set('rcx', entry);
    bare.set('r11', 0x102);
    bare.run(2);

    expect(bare.vector()).toBe(vector.db);
    expect(bare.frame(1)[0]).toBe(BigInt(entry));
  });
});

describe('SYSENTER and SYSEXIT', () => {
  it('outside of long mode go by their MSRs and come back by EDX and ECX', () => {
    const bare = boot('sysenter', { mode: 'protected', bits: 32 });
    bare.poke(entry, assemble('sysexit', entry, 32));
    bare.set('eflags', 0x202);
    bare.set('rcx', place.stack - 64);
    bare.set('rdx', place.data);
    bare.step();
    expect(bare.get('rip')).toBe(BigInt(entry));
    expect(bare.get('rsp')).toBe(BigInt(place.ring0Stack));
    expect([bare.get('cs'), bare.get('ss')]).toEqual([0x20n, 0x28n]);
    expect(bare.get('eflags')).toBe(2n);

    bare.step();
    expect(bare.get('rip')).toBe(BigInt(place.data));
    expect(bare.get('rsp')).toBe(BigInt(place.stack - 64));
    expect([bare.get('cs'), bare.get('ss')]).toEqual([0x33n, 0x3bn]);
    expect(ring(bare)).toBe(3);
  });

  it.each(['sysenter', 'sysexit', 'sysexitq'])('%s in long mode is #UD on an AMD CPU', (text) => {
    const bare = boot(text);
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });

  it('in long mode on an Intel CPU use all 64 bits', () => {
    const bare = boot('sysenter', { ring: 3, intel: true });
    bare.poke(entry, assemble('sysexitq', entry));
    bare.set('rcx', 0x1_0000_0000n);
    bare.set('rdx', 0x2_0000_0000n);
    bare.step();
    expect(attributesOf(bare, 'cs')).toBe(0xa9b);

    bare.step();
    expect([bare.get('rip'), bare.get('rsp')]).toEqual([0x2_0000_0000n, 0x1_0000_0000n]);
    expect([bare.get('cs'), bare.get('ss')]).toEqual([0x43n, 0x4bn]);
    expect(attributesOf(bare, 'cs')).toBe(0xafb);
  });

  it('are #GP(0) without a selector', () => {
    const bare = boot('sysenter', { intel: true });
    bare.engine.setCell64(0, cpuCell.sysenterCs, 0n);
    bare.step();

    expect(bare.vector()).toBe(vector.gp);
    expect(bare.frame(1)[0]).toBe(0n);
  });
});
