/** What all vector instructions share: who may execute them, their operands in memory, upper halves. */
import { describe, expect, it } from 'vitest';
import { cpuAddress } from '../../src/engine/engine.ts';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine } from '../machine/bare-machine.ts';

const cr0 = { em: 4n, ts: 8n } as const;
const cr4 = { osfxsr: 1n << 9n, osxsave: 1n << 18n } as const;

/** A machine in front of `text`, with all vector states enabled. */
function machineFor(text: string): BareMachine {
  const bare = bareMachine({ code: assemble(text) });
  bare.set('cr4', bare.get('cr4') | cr4.osfxsr | cr4.osxsave);
  bare.engine.setCell64(0, cpuCell.xcr0, 7n);
  return bare;
}

const half = (bare: BareMachine, cell: number): bigint =>
  (bare.engine.cell64(0, cell + 8) << 64n) | bare.engine.cell64(0, cell);
const setHalf = (bare: BareMachine, cell: number, value: bigint): void => {
  bare.engine.setCell64(0, cell, BigInt.asUintN(64, value));
  bare.engine.setCell64(0, cell + 8, value >> 64n);
};
const bytes = (text: number): bigint =>
  BigInt(`0x${text.toString(16).padStart(2, '0').repeat(16)}`);

describe('a vector instruction', () => {
  it.each([
    ['paddb %mm1, %mm2', 'em', vector.ud],
    ['paddb %mm1, %mm2', 'ts', vector.nm],
    ['paddb %xmm1, %xmm2', 'em', vector.ud],
    ['paddb %xmm1, %xmm2', 'ts', vector.nm],
    ['vpaddb %xmm1, %xmm2, %xmm3', 'em', undefined],
    ['vpaddb %xmm1, %xmm2, %xmm3', 'ts', vector.nm],
  ] as const)('such as %s under CR0.%s meets vector %s', (text, bit, expected) => {
    const bare = machineFor(text);
    bare.set('cr0', bare.get('cr0') | cr0[bit]);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });

  it.each([
    ['paddb %mm1, %mm2', cr4.osfxsr, undefined],
    ['paddb %xmm1, %xmm2', cr4.osfxsr, vector.ud],
    ['paddb %xmm1, %xmm2', cr4.osxsave, undefined],
    ['vpaddb %xmm1, %xmm2, %xmm3', cr4.osfxsr, undefined],
    ['vpaddb %xmm1, %xmm2, %xmm3', cr4.osxsave, vector.ud],
  ])('such as %s without bit %s of CR4 meets vector %s', (text, bit, expected) => {
    const bare = machineFor(text);
    bare.set('cr4', bare.get('cr4') & ~bit);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });

  it('of AVX is not there until XCR0 has enabled its state', () => {
    const bare = machineFor('vpaddb %xmm1, %xmm2, %xmm3');
    bare.engine.setCell64(0, cpuCell.xcr0, 3n);
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });

  it.each([
    ['paddb (%rsi), %xmm1', vector.gp],
    ['vpaddb (%rsi), %xmm2, %xmm1', undefined],
    ['punpcklbw (%rsi), %mm1', undefined],
  ])('with memory that is not aligned, %s, meets vector %s', (text, expected) => {
    const bare = machineFor(text);
    bare.set('rsi', 0x20_0008);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });

  it('reads its operand across the end of a page', () => {
    const bare = machineFor('vpaddb (%rsi), %ymm2, %ymm1');
    bare.set('rsi', 0x20_0ff0);
    for (let at = 0; at < 32; at += 8) bare.poke64(0x20_0ff0 + at, 0x0101_0101_0101_0101n);
    setHalf(bare, cpuCell.xmm + 32, bytes(0x0f));
    setHalf(bare, cpuCell.ymmHigh + 32, bytes(0xff));
    bare.step();

    expect(half(bare, cpuCell.xmm + 16)).toBe(bytes(0x10));
    expect(half(bare, cpuCell.ymmHigh + 16)).toBe(0n);
  });

  it.each([
    ['paddb %xmm1, %xmm1', bytes(0x5a)],
    ['vpaddb %xmm1, %xmm1, %xmm1', 0n],
  ])('of 128 bits, %s, leaves the upper half as it must be', (text, expected) => {
    const bare = machineFor(text);
    setHalf(bare, cpuCell.ymmHigh + 16, bytes(0x5a));
    bare.step();

    expect(half(bare, cpuCell.ymmHigh + 16)).toBe(expected);
  });

  it('of MMX makes every x87 register valid, and its own result no number', () => {
    const bare = machineFor('paddb %mm1, %mm2');
    bare.engine.setCell(0, cpuCell.ftag, 0);
    bare.engine.setCell(0, cpuCell.fstat, 0x3800);
    bare.step();

    expect(bare.engine.cell(0, cpuCell.ftag)).toBe(0xff);
    expect(bare.engine.cell(0, cpuCell.fstat)).toBe(0);
    expect(bare.engine.memory.u16[(cpuAddress(0) + cpuCell.x87 + 2 * 16 + 8) / 2]).toBe(0xffff);
  });
});
