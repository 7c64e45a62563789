/** AMD's virtual machines: VMRUN and its companions (APM 2 chapter 15, APM 3). */
import { guestCell } from '../../memory/guest-cells.ts';
import { cpuCell, machineCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { eferBit } from '../routines/segments.ts';
import { interceptIf } from '../svm/intercept.ts';
import type { Move } from '../svm/save-area.ts';
import { loadAdditional, storeAdditional } from '../svm/save-area.ts';
import { exit } from '../svm/vmcb.ts';
import { hostAddress } from '../svm/world-switch.ts';
import { vector } from '../vectors.ts';

const cr0pe = 1;

/** These are #UD without EFER.SVME or outside of protected mode, and for ring 0 only. */
function requireHypervisor(x: Context): void {
  const off = x.cell(cpuCell.efer).and(eferBit.svme).isZero();
  x.raiseIf(off.or(x.cell(cpuCell.cr0).and(cr0pe).isZero()), vector.ud);
  x.requireRing0();
}

const isOutsideOfRam = (page: Value): Value =>
  page.geU(load('i32', 4, i32(0), machineCell.ramBytes).shrU(12).zeroExtend());

/** The VMCB that rAX names: #GP if it is not a page of memory. */
function controlBlock(x: Context): Local {
  const physical = x.f.let(x.register(0).and(x.addressMask()));
  x.raiseIf(
    physical
      .and(0xfff)
      .ne(0)
      .or(isOutsideOfRam(physical.shrU(12))),
    vector.gp,
  );
  return physical;
}

const run = transfer('vmrun', (x) => {
  requireHypervisor(x);
  const physical = controlBlock(x);
  // A host save area outside of memory would lose the host.
  x.raiseIf(isOutsideOfRam(x.cell(guestCell.hostSave, 8).shrU(12)), vector.gp);
  interceptIf(x, exit.vmrun);
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.f.run(x.routines.enterGuest, x.cpu, physical);
  x.go.jumpAndLook();
});

const callHypervisor = transfer('vmmcall', (x) => {
  interceptIf(x, exit.vmmcall);
  x.raise(vector.ud);
});

/** VMLOAD changes the base of segments: translations know nothing of those. */
const loadState = meaning('vmload', (x) => {
  requireHypervisor(x);
  const physical = controlBlock(x);
  interceptIf(x, exit.vmload);
  const move: Move = { f: x.f, cpu: x.cpu, vmcb: x.f.let(hostAddress(physical)) };
  loadAdditional(move);
});

const saveState = meaning('vmsave', (x) => {
  requireHypervisor(x);
  const physical = controlBlock(x);
  interceptIf(x, exit.vmsave);
  const move: Move = { f: x.f, cpu: x.cpu, vmcb: x.f.let(hostAddress(physical)) };
  storeAdditional(move);
  x.f.run(x.routines.pageWritten, physical.shrU(12).low32());
});

/** Events that waited for GIF come before the next instruction. */
const setGlobalInterrupts = transfer('stgi', (x) => {
  requireHypervisor(x);
  interceptIf(x, exit.stgi);
  x.setCell(guestCell.gifClear, i32(0));
  x.go.nextAndLook();
});

const clearGlobalInterrupts = meaning('clgi', (x) => {
  requireHypervisor(x);
  interceptIf(x, exit.clgi);
  x.setCell(guestCell.gifClear, i32(1));
});

/** Translations of one page under one ASID: those of the present one are all this CPU keeps. */
const invalidateForGuest = transfer('invlpga', (x) => {
  requireHypervisor(x);
  interceptIf(x, exit.invlpga);
  const linear = x.f.let(x.register(0).and(x.addressMask()));
  const isPresent = x.register(1).low32().eq(x.cell(guestCell.guestAsid));
  const context = x.cell(cpuCell.context);
  x.f.if(isPresent, () => x.f.run(x.routines.flushPage, x.cpu, linear, context, i32(1)));
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jump();
});

/** Without SKINIT in CPUID it is #UD, also where it is intercepted (APM 3, SKINIT). */
const secureInit: Meaning = transfer('skinit', (x) => x.raise(vector.ud));

// prettier-ignore
export const svm: readonly Row[] = [
  ...rows(run,                   '0F 01 D8 ; any @svm'),
  ...rows(callHypervisor,        '0F 01 D9 ; any @svm'),
  ...rows(loadState,             '0F 01 DA ; any @svm'),
  ...rows(saveState,             '0F 01 DB ; any @svm'),
  ...rows(setGlobalInterrupts,   '0F 01 DC ; any @svm'),
  ...rows(clearGlobalInterrupts, '0F 01 DD ; any @svm'),
  ...rows(secureInit,            '0F 01 DE ; any @svm'),
  ...rows(invalidateForGuest,    '0F 01 DF ; any @svm'),
];
