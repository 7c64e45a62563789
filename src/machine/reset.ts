/** The state of a CPU after power-on, INIT and SIPI, and at a multiboot entry (SDM 3A 9.1). */
import { lapicBase } from '../devices/lapic/registers.ts';
import { pageBytes } from '../foundation/addresses.ts';
import { machineCheckBankCount, msr, msrCell, msrs } from '../isa/msrs.ts';
import type { Engine } from '../engine/engine.ts';
import { cpuAddress } from '../engine/engine.ts';
import { guestCell } from '../memory/guest-cells.ts';
import {
  activityValue,
  cpuCell,
  modelCell,
  pendingBit,
  segmentBytes,
  segmentCell,
  segmentIndex,
} from '../memory/layout.ts';
import type { BootPlan } from './boot/plan.ts';

interface SegmentState {
  readonly selector: number;
  readonly base: bigint;
  readonly limit: number;
  readonly attributes: number;
}

/** Attributes of present segments: read-write data, code, LDT, busy 32-bit TSS; with D and G. */
const attributes = { data: 0x93, code: 0x9b, ldt: 0x82, tss: 0x8b, flat: 0xc00 } as const;

function setSegment(engine: Engine, cpu: number, index: number, state: SegmentState): void {
  const at = cpuCell.segments + index * segmentBytes;
  engine.setCell64(cpu, at + segmentCell.base, state.base);
  engine.setCell(cpu, at + segmentCell.limit, state.limit);
  engine.setCell(cpu, at + segmentCell.attributes, state.attributes);
  engine.setCell(cpu, at + segmentCell.selector, state.selector);
}

/** What INIT leaves alone: the TSC, machine-check banks, x87 and SSE state, and who the CPU is. */
export function resetByInit(engine: Engine, cpu: number): void {
  const { u8 } = engine.memory;
  const start = cpuAddress(cpu);
  const zero = (from: number, to: number): void => void u8.fill(0, start + from, start + to);
  zero(cpuCell.registers, cpuCell.tlbUser + 4);
  engine.setCell(cpu, cpuCell.cpl, 0);
  engine.setCell(cpu, cpuCell.blocked, 0);
  zero(cpuCell.pkru, cpuCell.directories + 32);
  zero(cpuCell.debugHits, cpuCell.repeating + 8);
  zero(cpuCell.heldHits, cpuCell.heldHits + 4);
  zero(cpuCell.context, cpuCell.lastContext + 4);
  zero(cpuCell.segments, cpuCell.tscOffset);
  engine.setCell64(cpu, cpuCell.pat, 0x0007_0406_0007_0406n);
  zero(cpuCell.dr0, cpuCell.miscEnable);
  zero(guestCell.guestAsid, guestCell.vmCr);
  const pending = start + cpuCell.pending;
  u8[pending] = (u8[pending] ?? 0) & ~(pendingBit.virtual | pendingBit.injected);
  engine.setCell64(cpu, cpuCell.dr6, 0xffff0ff0n);
  engine.setCell64(cpu, cpuCell.dr7, 0x400n);
  engine.setCell64(cpu, cpuCell.flagResult, 1n);
  engine.setCell64(cpu, cpuCell.registers + 16, BigInt(engine.machineCell(modelCell.signature)));
  engine.setCell64(cpu, cpuCell.cr0, 0x60000010n);
  engine.setCell64(cpu, cpuCell.rip, 0xfff0n);
  for (const name of ['es', 'ss', 'ds', 'fs', 'gs'] as const) {
    setSegment(engine, cpu, segmentIndex[name], {
      selector: 0,
      base: 0n,
      limit: 0xffff,
      attributes: attributes.data,
    });
  }
  setSegment(engine, cpu, segmentIndex.cs, {
    selector: 0xf000,
    base: 0xffff0000n,
    limit: 0xffff,
    attributes: attributes.code,
  });
  setSegment(engine, cpu, segmentIndex.ldtr, {
    selector: 0,
    base: 0n,
    limit: 0xffff,
    attributes: attributes.ldt,
  });
  setSegment(engine, cpu, segmentIndex.tr, {
    selector: 0,
    base: 0n,
    limit: 0xffff,
    attributes: attributes.tss,
  });
  engine.setCell(cpu, cpuCell.gdtrLimit, 0xffff);
  engine.setCell(cpu, cpuCell.idtrLimit, 0xffff);
  engine.setCell(cpu, cpuCell.faultVector, -1);
  engine.exports.flushTlb(start);
  settleMode(engine, cpu);
}

/** The engine reads mode and ring off CS; a record of the old mode is of no use. */
function settleMode(engine: Engine, cpu: number): void {
  engine.exports.updateMode(cpuAddress(cpu));
  engine.setCell(cpu, cpuCell.record, 0);
}

/** MCG_CAP: there is an MCG_CTL (SDM 3B 16.3.1.1). */
const controlPresent = 0x100n;

export function powerOn(engine: Engine, cpu: number): void {
  resetByInit(engine, cpu);
  engine.setCell(cpu, cpuCell.fctrl, 0x37f);
  engine.setCell(cpu, cpuCell.ftag, 0);
  engine.setCell(cpu, cpuCell.mxcsr, 0x1f80);
  engine.setCell(cpu, cpuCell.apicPage, lapicBase / pageBytes);
  engine.setCell64(cpu, cpuCell.xcr0, 1n);
  for (const { keeper, initial } of msrs) {
    if (typeof keeper === 'number' && initial !== 0n) engine.setCell64(cpu, keeper, initial);
  }
  engine.setCell64(cpu, msrCell(msr.topMemory), BigInt(engine.memory.ramBytes));
  engine.setCell64(cpu, cpuCell.mcgCap, controlPresent | BigInt(machineCheckBankCount));
  engine.setCell64(cpu, cpuCell.mcgCtl, 2n ** 64n - 1n);
}

/** Bits of the activity byte and the pending events: what INIT does to them. */
export function waitForSipi(engine: Engine, cpu: number): void {
  resetByInit(engine, cpu);
  setActivity(engine, cpu, activityValue.waitForSipi);
}

export function setActivity(engine: Engine, cpu: number, activity: number): void {
  engine.memory.u8[cpuAddress(cpu) + cpuCell.activity] = activity;
}

/** SIPI: real mode at vector * 4 KiB (SDM 3A 8.4.4.1). */
export function startUp(engine: Engine, cpu: number): void {
  const vector = engine.cell(cpu, cpuCell.sipiVector);
  setSegment(engine, cpu, segmentIndex.cs, {
    selector: vector << 8,
    base: BigInt(vector << 12),
    limit: 0xffff,
    attributes: attributes.code,
  });
  engine.setCell64(cpu, cpuCell.rip, 0n);
  setActivity(engine, cpu, activityValue.running);
  settleMode(engine, cpu);
}

/** CPU 0 as a multiboot loader leaves it: 32-bit, flat segments, paging off. */
export function enterPlan(engine: Engine, plan: BootPlan): void {
  const cpu = 0;
  const flat = { base: 0n, limit: 0xffffffff };
  for (const name of ['es', 'ss', 'ds', 'fs', 'gs'] as const) {
    setSegment(engine, cpu, segmentIndex[name], {
      ...flat,
      selector: 0x18,
      attributes: attributes.data | attributes.flat,
    });
  }
  setSegment(engine, cpu, segmentIndex.cs, {
    ...flat,
    selector: 0x10,
    attributes: attributes.code | attributes.flat,
  });
  engine.setCell64(cpu, cpuCell.cr0, 0x11n);
  engine.setCell64(cpu, cpuCell.registers + 16, 0n);
  engine.setCell64(cpu, cpuCell.registers, BigInt(plan.registers.eax));
  engine.setCell64(cpu, cpuCell.registers + 24, BigInt(plan.registers.ebx));
  engine.setCell64(cpu, cpuCell.rip, BigInt(plan.entry));
  settleMode(engine, cpu);
}
