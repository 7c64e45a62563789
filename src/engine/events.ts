/** Events that reach a CPU between two instructions: which one is next, and its delivery. */
import { deliveryKind } from '../isa/routines/delivery.ts';
import type { Scope } from '../isa/routines/scope.ts';
import { interruptsAreOn, takesVirtual } from '../isa/svm/events.ts';
import { inGuest, intercepts } from '../isa/svm/intercept.ts';
import { exit } from '../isa/svm/vmcb.ts';
import { vector } from '../isa/vectors.ts';
import { guestCell } from '../memory/guest-cells.ts';
import {
  activityValue,
  cpuCell,
  exitReason,
  heldBit,
  machineCell,
  pendingBit,
  shadowBit,
} from '../memory/layout.ts';
import { cell } from '../memory/routine.ts';
import type { Callee, FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64 } from '../wasm/value.ts';
import { activityOf, byteOf, machine, setMachine } from './machine-cells.ts';

/** The event a CPU would take now, as a pending bit, in order of priority (SDM 3A table 6-2). */
export function nextEvent(f: FunctionBuilder, cpu: Local): void {
  const pending = f.let(byteOf(cpu, cpuCell.pending));
  f.if(pending.isZero(), () => f.return(0));
  const can = (bit: number): Value => pending.and(bit).ne(0);
  // Nothing comes between VMRUN and what it injects (APM 2 15.20).
  f.if(can(pendingBit.injected), () => f.return(pendingBit.injected));
  const activity = f.let(activityOf(cpu));
  const waits = activity.eq(activityValue.waitForSipi);
  const down = activity.eq(activityValue.shutdown);
  f.if(cell(cpu, guestCell.gifClear), () => {
    f.store(1, cpu, pending.and(~pendingBit.sipi), cpuCell.pending);
    f.return(0);
  });
  f.if(can(pendingBit.init), () => f.return(pendingBit.init));
  f.if(can(pendingBit.sipi), () => {
    f.if(waits, () => f.return(pendingBit.sipi));
    // A SIPI that finds the CPU at work is dropped (SDM 3A 8.4.2).
    f.store(1, cpu, pending.and(~pendingBit.sipi), cpuCell.pending);
  });
  f.if(waits, () => f.return(0));
  f.if(can(pendingBit.machineCheck).and(down.isZero()), () => f.return(pendingBit.machineCheck));
  f.if(byteOf(cpu, cpuCell.activity).and(shadowBit), () => f.return(0));
  const unblocked = cell(cpu, cpuCell.blocked).and(1).isZero();
  f.if(can(pendingBit.nmi).and(unblocked), () => f.return(pendingBit.nmi));
  const enabled = interruptsAreOn(cpu);
  const external = can(pendingBit.intr).and(enabled).and(down.isZero());
  const virtual = can(pendingBit.virtual).and(takesVirtual(cpu));
  f.if(byteOf(cpu, cpuCell.held).and(heldBit.interrupts), () => {
    f.if(external.or(virtual), () => setMachine(f, machineCell.heldBack, 1));
    f.return(0);
  });
  f.if(external, () => f.return(pendingBit.intr));
  f.if(virtual, () => f.return(pendingBit.virtual));
  f.return(0);
}

const clearPending = (f: FunctionBuilder, cpu: Local, bit: number): void =>
  f.store(1, cpu, byteOf(cpu, cpuCell.pending).and(~bit), cpuCell.pending);

const mcgStatus = { ripv: 1, eipv: 2, mcip: 4 } as const;
const cr4mce = 0x40;

function shutDown(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  f.if(intercepts(cpu, exit.shutdown), () => {
    f.run(scope.routines.noteExit, cpu, i32(exit.shutdown), i64(0), i64(0), i64(0));
    f.run(scope.routines.leaveGuest, cpu);
    f.return();
  });
  f.store(1, cpu, i32(activityValue.shutdown), cpuCell.activity);
  f.store(4, cpu, i32(vector.mc), cpuCell.shutdownVector);
  setMachine(f, machineCell.exitReason, exitReason.shutdown);
}

/** A machine check: shutdown without CR4.MCE or while MCIP is set (SDM 3B 15.3.1.2, 15.10.1). */
export function machineCheck(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  clearPending(f, cpu, pendingBit.machineCheck);
  const status = cell(cpu, cpuCell.mcgStatus);
  const deaf = cell(cpu, cpuCell.cr4).and(cr4mce).isZero().or(status.and(mcgStatus.mcip).ne(0));
  f.if(
    deaf,
    () => shutDown(f, scope, cpu),
    () => {
      f.store(4, cpu, status.or(mcgStatus.ripv | mcgStatus.mcip), cpuCell.mcgStatus);
      const left = f.call(scope.routines.interceptException, cpu, i32(vector.mc), i32(0));
      f.if(left.isZero(), () => deliverExternal(f, scope, cpu, i32(vector.mc)));
    },
  );
}

export function deliverExternal(f: FunctionBuilder, scope: Scope, cpu: Local, number: Value): void {
  const kind = i32(deliveryKind.external);
  // A failure has set exitReason; the caller looks there.
  f.call(scope.routines.deliverChain, cpu, number, kind, i32(0));
}

/** VM_CR.R_INIT: an INIT is an exception then, with error code 1 (APM 2 15.28). */
const vmCrRedirectsInit = 2;

function raiseSecurity(f: FunctionBuilder, { routines: r }: Scope, cpu: Local): void {
  const left = f.call(r.interceptException, cpu, i32(vector.sx), i32(1));
  f.if(left.isZero(), () => {
    f.call(r.deliverChain, cpu, i32(vector.sx), i32(deliveryKind.fault), i32(1));
  });
}

/** (cpu, event bit): delivers one event; it counts as a step, and the CPU is somewhere else then. */
export function deliverEvent(
  f: FunctionBuilder,
  scope: Scope,
  parts: { machineCheck: Callee },
  cpu: Local,
  event: Local,
): void {
  const { host, routines: r } = scope;
  f.run(r.saveRip, cpu);
  f.if(inGuest(cpu), () => {
    f.if(f.call(r.interceptEvent, cpu, event), () => f.return());
  });
  // Watched bytes in the frame are noted, not refused: an event that has begun must complete.
  const noting = f.let(machine(machineCell.watchNoting));
  setMachine(f, machineCell.watchNoting, 1);
  f.if(event.eq(pendingBit.init), () => {
    clearPending(f, cpu, pendingBit.init);
    f.if(
      cell(cpu, guestCell.vmCr).and(vmCrRedirectsInit),
      () => raiseSecurity(f, scope, cpu),
      () => f.run(host.initialise, cpu),
    );
  });
  f.if(event.eq(pendingBit.sipi), () => {
    clearPending(f, cpu, pendingBit.sipi);
    f.run(host.startUp, cpu);
  });
  f.if(event.eq(pendingBit.machineCheck), () => f.run(parts.machineCheck, cpu));
  f.if(event.eq(pendingBit.injected), () => {
    clearPending(f, cpu, pendingBit.injected);
    f.run(r.inject, cpu);
  });
  f.if(event.eq(pendingBit.virtual), () => {
    deliverExternal(f, scope, cpu, f.call(r.acknowledgeVirtual, cpu));
  });
  f.if(event.eq(pendingBit.nmi), () => {
    clearPending(f, cpu, pendingBit.nmi);
    f.store(4, cpu, cell(cpu, cpuCell.blocked).or(1), cpuCell.blocked);
    deliverExternal(f, scope, cpu, i32(vector.nmi));
  });
  f.if(event.eq(pendingBit.intr), () => {
    deliverExternal(f, scope, cpu, f.call(host.acknowledge, cpu));
  });
  setMachine(f, machineCell.watchNoting, noting);
  const noted = machine(machineCell.watchHit).and(noting.isZero());
  f.if(noted.and(machine(machineCell.exitReason).isZero()), () => {
    setMachine(f, machineCell.exitReason, exitReason.watchNoted);
  });
  f.store(4, cpu, i32(0), cpuCell.record);
}
