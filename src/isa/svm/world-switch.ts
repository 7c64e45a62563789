/** Into a guest and back: what VMRUN and #VMEXIT do to a CPU and to memory (APM 2 15.5, 15.6). */
import { anyEnabled } from '../../memory/debug-registers.ts';
import { guestCell, nestedPagingBit } from '../../memory/guest-cells.ts';
import {
  activityValue,
  cpuCell,
  debugBit,
  pendingBit,
  ramBase,
  resumeBit,
  shadowBit,
  tlbUser,
  trapBit,
} from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { flagBit } from '../flags.ts';
import { noFault, vmExit } from '../vectors.ts';
import type { Scope } from '../routines/scope.ts';
import { eferBit } from '../routines/segments.ts';
import { refuseIllegalState } from './checks.ts';
import type { Move } from './save-area.ts';
import { loadExchanged, loadRegister, storeExchanged, storeRegister } from './save-area.ts';
import type { SavedRegister } from './vmcb.ts';
import {
  control,
  eventBit,
  exit,
  guestRegisters,
  interceptWords,
  save,
  virtualBit,
} from './vmcb.ts';

/** Host address of a physical page that is known to be RAM. */
export const hostAddress = (physical: Value): Value => physical.low32().add(ramBase);

const pageOf = (physical: Value): Value => physical.shrU(12).low32();
const dr7AfterReset = 0x400;
const cr0pe = 1;
const cr4la57 = 1 << 12;
const patRegister: SavedRegister = { at: save.pat, cell: cpuCell.pat };

function setPending(f: FunctionBuilder, cpu: Local, bit: number, on: Value): void {
  const others = load('i32', 1, cpu, cpuCell.pending).and(~bit);
  f.store(1, cpu, others.or(on.ne(0).mul(bit)), cpuCell.pending);
}

/** Activity of a CPU that begins to run with these flags and breakpoints. */
function setActivity(f: FunctionBuilder, cpu: Local, shadow: Value): void {
  const flags = cell(cpu, cpuCell.eflags);
  const traps = flags.and(flagBit.tf).ne(0).mul(trapBit);
  const debug = anyEnabled(cell(cpu, cpuCell.dr7)).mul(debugBit);
  const resumes = flags.and(flagBit.rf).ne(0).mul(resumeBit);
  const activity = traps.or(debug).or(resumes).or(shadow.and(1).mul(shadowBit));
  f.store(1, cpu, activity.or(activityValue.running), cpuCell.activity);
  // What the instruction before has met is over: a VMCB has no place for it.
  for (const at of [cpuCell.debugHits, cpuCell.heldHits, cpuCell.resuming]) {
    f.store(4, cpu, i32(0), at);
  }
  f.store(8, cpu, i64(0), cpuCell.repeating);
}

/** RFLAGS is written when the new world's segments are there. */
function loadFlags({ f, cpu, vmcb }: Move, scope: Scope): void {
  f.run(scope.routines.writeFlags, cpu, load('i32', 4, vmcb, save.rflags));
}

function storeFlags({ f, cpu, vmcb }: Move, scope: Scope): void {
  const flags = f.call(scope.routines.readFlags, cpu);
  // RF of an instruction that is not executed after all goes along.
  f.set(flags, flags.or(cell(cpu, cpuCell.resuming).ne(0).mul(flagBit.rf)));
  f.store(8, vmcb, flags.zeroExtend(), save.rflags);
}

const cr4Pcide = 1 << 17;

/** The CPU forgets translations and decoded code, as if all ASIDs were flushed at each switch. */
function settle(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  f.run(scope.routines.flushTlb, cpu);
  const tagged = cell(cpu, cpuCell.cr4).and(cr4Pcide);
  const pcid = select(tagged, cell(cpu, cpuCell.cr3).and(0xfff), i32(0));
  f.run(scope.routines.enterContext, cpu, pcid);
  f.run(scope.routines.updateMode, cpu);
  f.store(4, cpu, i32(0), cpuCell.record);
}

/** What the VMCB asks for, into the cells that the rest of the machine looks at. */
function takeControls({ f, cpu, vmcb }: Move): void {
  const copy = (from: number, to: number): void => f.store(8, cpu, load('i64', 8, vmcb, from), to);
  for (let word = 0; word < interceptWords; word++) {
    const at = control.intercepts + word * 4;
    f.store(4, cpu, load('i32', 4, vmcb, at), guestCell.intercepts + word * 4);
  }
  const pages = (from: number, to: number): void =>
    f.store(8, cpu, load('i64', 8, vmcb, from).and(~0xfff), to);
  pages(control.ioPermissions, guestCell.ioPermissions);
  pages(control.msrPermissions, guestCell.msrPermissions);
  copy(control.tscOffset, guestCell.guestTscOffset);
  copy(control.virtualInterrupt, guestCell.virtualInterrupt);
  copy(control.eventInjection, guestCell.eventInjection);
  f.store(4, cpu, load('i32', 4, vmcb, control.asid), guestCell.guestAsid);
  copy(control.nestedCr3, guestCell.nestedCr3);
  f.store(8, cpu, i64(0), guestCell.exitIntInfo);
  const injects = load('i32', 4, vmcb, control.eventInjection).and(eventBit.valid);
  setPending(f, cpu, pendingBit.injected, injects);
  const irq = load('i64', 8, vmcb, control.virtualInterrupt).and(virtualBit.irq);
  setPending(f, cpu, pendingBit.virtual, irq);
}

/** Nested tables are of the kind that the host's own are; the guest has a PAT of its own then. */
function beginNesting(guest: Move, host: Move): void {
  const { f, cpu, vmcb } = guest;
  f.if(load('i32', 1, vmcb, control.nestedPaging).and(nestedPagingBit.on), () => {
    const levels = cell(cpu, cpuCell.cr4).and(cr4la57).ne(0).mul(nestedPagingBit.fiveLevels);
    const fetch = cell(cpu, cpuCell.efer).and(eferBit.nxe).ne(0).mul(nestedPagingBit.noExecute);
    f.store(4, cpu, levels.or(fetch).or(nestedPagingBit.on), guestCell.nestedPaging);
    storeRegister(host, patRegister);
    loadRegister(guest, patRegister);
  });
}

function endNesting(guest: Move, host: Move): void {
  const { f, cpu } = guest;
  f.if(cell(cpu, guestCell.nestedPaging), () => {
    storeRegister(guest, patRegister);
    loadRegister(host, patRegister);
  });
}

/** The ring comes from the VMCB, not from the selector of CS; real mode has none. */
function takeRing({ f, cpu, vmcb }: Move): void {
  const isProtected = cell(cpu, cpuCell.cr0).and(cr0pe);
  const ring = f.let(select(isProtected, load('i32', 1, vmcb, save.cpl).and(3), i32(0)));
  f.store(4, cpu, ring, cpuCell.cpl);
  f.store(4, cpu, select(ring.eq(3), i32(tlbUser), i32(0)), cpuCell.tlbUser);
}

const paePaging = (cpu: Value): Value =>
  cell(cpu, cpuCell.cr0)
    .shrU(31)
    .and(cell(cpu, cpuCell.cr4).shrU(5))
    .and(cell(cpu, cpuCell.efer).shrU(10).xor(1))
    .and(1);

function loadDirectories(f: FunctionBuilder, scope: Scope, cpu: Local): Local {
  const malformed = f.let(i32(0));
  f.if(paePaging(cpu), () => {
    f.set(malformed, f.call(scope.routines.loadDirectories, cpu, cell(cpu, cpuCell.cr3)));
  });
  return malformed;
}

/** (cpu, physical address of a VMCB in RAM), rip behind VMRUN: the CPU stands in the guest, or
 * behind VMRUN again if the VMCB makes no sense. */
function enterGuest(f: FunctionBuilder, scope: Scope, cpu: Local, physical: Local): void {
  const vmcb = f.let(hostAddress(physical));
  const guest: Move = { f, cpu, vmcb };
  const host: Move = { f, cpu, vmcb: f.let(hostAddress(cell(cpu, guestCell.hostSave, 8))) };
  refuseIllegalState(f, cpu, vmcb, () => {
    f.store(8, vmcb, i64(exit.invalid), control.exitCode);
    f.run(scope.routines.pageWritten, pageOf(physical));
    f.store(4, cpu, i32(1), guestCell.gifClear);
    f.return();
  });
  storeExchanged(host);
  f.store(4, cpu, i32(0), cpuCell.resuming);
  storeFlags(host, scope);
  f.run(scope.routines.pageWritten, pageOf(cell(cpu, guestCell.hostSave, 8)));
  f.store(8, cpu, physical, guestCell.vmcb);
  const hostFlags = cell(cpu, cpuCell.eflags);
  f.store(4, cpu, hostFlags.and(flagBit.if).ne(0), guestCell.hostInterrupts);
  takeControls(guest);
  beginNesting(guest, host);
  loadExchanged(guest);
  for (const register of guestRegisters) loadRegister(guest, register);
  loadFlags(guest, scope);
  settle(f, scope, cpu);
  takeRing(guest);
  f.store(4, cpu, i32(0), guestCell.gifClear);
  setActivity(f, cpu, load('i32', 1, vmcb, control.interruptShadow));
  const failed = loadDirectories(f, scope, cpu);
  f.if(failed, () => {
    f.if(failed.eq(1), () => {
      f.run(scope.routines.noteExit, cpu, i32(exit.invalid), i64(0), i64(0), i64(0));
    });
    f.run(scope.routines.leaveGuest, cpu);
  });
}

/** What the hypervisor reads: why, and what the guest was in the midst of. */
function storeControls({ f, cpu, vmcb }: Move): void {
  const copy = (from: number, to: number): void => f.store(8, vmcb, cell(cpu, from, 8), to);
  f.store(8, vmcb, cell(cpu, guestCell.exitCode).signExtend(), control.exitCode);
  copy(guestCell.exitInfo1, control.exitInfo1);
  copy(guestCell.exitInfo2, control.exitInfo2);
  copy(guestCell.exitIntInfo, control.exitIntInfo);
  copy(guestCell.exitNextRip, control.nextRip);
  copy(guestCell.virtualInterrupt, control.virtualInterrupt);
  const shadow = load('i32', 1, cpu, cpuCell.activity).and(shadowBit).ne(0);
  f.store(8, vmcb, shadow.zeroExtend(), control.interruptShadow);
  f.store(8, vmcb, i64(0), control.eventInjection);
  f.store(1, vmcb, cell(cpu, cpuCell.cpl), save.cpl);
}

/** (cpu), rip true, why in the exit cells: the CPU stands behind VMRUN in its host, GIF clear. */
function leaveGuest(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const physical = cell(cpu, guestCell.vmcb, 8);
  const guest: Move = { f, cpu, vmcb: f.let(hostAddress(physical)) };
  const host: Move = { f, cpu, vmcb: f.let(hostAddress(cell(cpu, guestCell.hostSave, 8))) };
  storeExchanged(guest);
  for (const register of guestRegisters) storeRegister(guest, register);
  storeFlags(guest, scope);
  storeControls(guest);
  endNesting(guest, host);
  f.run(scope.routines.pageWritten, pageOf(physical));
  forgetGuest(f, cpu);
  loadExchanged(host);
  loadFlags(host, scope);
  f.store(8, cpu, cell(cpu, cpuCell.cr0, 8).or(cr0pe), cpuCell.cr0);
  f.store(8, cpu, i64(dr7AfterReset), cpuCell.dr7);
  f.store(4, cpu, i32(1), guestCell.gifClear);
  f.store(4, cpu, i32(noFault), cpuCell.faultVector);
  settle(f, scope, cpu);
  setActivity(f, cpu, i32(0));
  loadDirectories(f, scope, cpu);
}

/** No guest, no intercepts: the cells are zero from here on. */
function forgetGuest(f: FunctionBuilder, cpu: Local): void {
  const bytes = guestCell.vmCr - guestCell.intercepts;
  f.fillMemory(cpu.add(guestCell.intercepts), i32(0), i32(bytes));
  f.store(8, cpu, i64(0), guestCell.exitIntInfo);
  f.store(4, cpu, i32(0), guestCell.guestAsid);
  setPending(f, cpu, pendingBit.injected | pendingBit.virtual, i32(0));
}

export function defineWorldSwitch(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.enterGuest, (f, cpu, vmcb) => enterGuest(f, scope, cpu, vmcb));
  module.define(r.leaveGuest, (f, cpu) => leaveGuest(f, scope, cpu));
  module.define(r.noteExit, (f, cpu, code, info1, info2, nextRip) => {
    f.store(4, cpu, i32(vmExit), cpuCell.faultVector);
    f.store(4, cpu, code, guestCell.exitCode);
    f.store(8, cpu, info1, guestCell.exitInfo1);
    f.store(8, cpu, info2, guestCell.exitInfo2);
    f.store(8, cpu, nextRip, guestCell.exitNextRip);
  });
}
