/** Delivery of exceptions and interrupts, and what becomes of faults on the way (SDM 3A chapter 6). */
import { guestCell } from '../../memory/guest-cells.ts';
import { activityValue, cpuCell, exitReason, machineCell, tellBit } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { endDelivery, noteDelivery } from '../svm/events.ts';
import { intercepts } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { contributoryMask, noFault, vector, vmExit, watchAbort } from '../vectors.ts';
import { defineProtectedDelivery, deliverReal } from './deliver-legacy.ts';
import { deliverLong } from './deliver-long.ts';
import type { Delivery } from './delivery.ts';
import { deliveryKind } from './delivery.ts';
import type { HostFunctions } from './names.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';
import { isLongMode, isProtected } from './segments.ts';

/** What deliverFault and deliverChain answer when the guest was left instead. */
const leftGuest = 2;

/** Shutdown (SDM 3A 6.15, double fault): the machine stops and says why; a hypervisor goes on. */
function shutDown(f: FunctionBuilder, { routines: r }: Scope, cpu: Local, number: Value): void {
  f.if(intercepts(cpu, exit.shutdown), () => {
    f.run(r.noteExit, cpu, i32(exit.shutdown), i64(0), i64(0), i64(0));
    f.run(r.leaveGuest, cpu);
    f.return(leftGuest);
  });
  f.store(1, cpu, i32(activityValue.shutdown), cpuCell.activity);
  f.store(4, cpu, number, cpuCell.shutdownVector);
  f.store(4, i32(0), i32(exitReason.shutdown), machineCell.exitReason);
  f.return(outcome.fault);
}

const leaveIfIntercepted = (
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  number: Value,
  code: Value,
): void =>
  f.if(cell(cpu, guestCell.intercepts + 8), () => {
    f.if(f.call(r.interceptException, cpu, number, code), () => f.return(leftGuest));
  });

/**
 * (cpu, vector, kind, error code): delivers, and on faults in between follows the double fault
 * rules (SDM 3A table 6-5). outcome.fault means that run() must end: a watchpoint or shutdown.
 */
function deliverChain(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  first: Local,
  how: Local,
  code: Local,
): void {
  const { routines: r, host } = scope;
  const number = f.let(first);
  const errorCode = f.let(code);
  const kind = f.let(how);
  f.loop((again) => {
    tellVector(f, host, cpu, { number, errorCode });
    noteDelivery(f, cpu, { number, kind, errorCode });
    const done = f.call(r.deliver, cpu, number, kind, errorCode).eq(outcome.jump);
    f.if(done, () => {
      endDelivery(f, cpu);
      f.return(0);
    });
    const next = f.let(cell(cpu, cpuCell.faultVector));
    f.if(next.eq(vmExit), () => {
      f.run(r.leaveGuest, cpu);
      f.return(leftGuest);
    });
    f.store(4, cpu, i32(noFault), cpuCell.faultVector);
    f.if(next.eq(watchAbort), () => {
      f.store(4, i32(0), i32(exitReason.watch), machineCell.exitReason);
      endDelivery(f, cpu);
      f.return(outcome.fault);
    });
    leaveIfIntercepted(f, scope, cpu, next, cell(cpu, cpuCell.faultCode));
    f.if(number.eq(vector.df).and(kind.eq(deliveryKind.fault)), () =>
      shutDown(f, scope, cpu, next),
    );
    setPageFaultAddress(f, cpu, next);
    const isContributory = (value: Value): Value => i32(contributoryMask).shrU(value).and(1);
    const wasFault = kind.eq(deliveryKind.fault);
    const firstBad = isContributory(number).and(wasFault);
    const firstPage = number.eq(vector.pf).and(wasFault);
    const nextBad = isContributory(next);
    const becomesDouble = nextBad.and(firstBad.or(firstPage)).or(firstPage.and(next.eq(vector.pf)));
    const twice = f.let(becomesDouble);
    f.set(number, select(twice, i32(vector.df), next));
    f.set(errorCode, select(twice, i32(0), cell(cpu, cpuCell.faultCode)));
    f.set(kind, i32(deliveryKind.fault));
    f.if(twice, () => leaveIfIntercepted(f, scope, cpu, number, errorCode));
    f.branch(again);
  });
  f.return(outcome.fault);
}

/** Tells the host of a vector that is about to be delivered, if it wants to know. */
export function tellVector(
  f: FunctionBuilder,
  host: Pick<HostFunctions, 'tellVector'>,
  cpu: Value,
  { number, errorCode }: { readonly number: Value; readonly errorCode: Value },
): void {
  const wanted = load('i32', 4, i32(0), machineCell.telling).and(tellBit.vectors);
  f.if(wanted, () => f.run(host.tellVector, cpu, number, errorCode));
}

function setPageFaultAddress(f: FunctionBuilder, cpu: Local, number: Value): void {
  f.if(number.eq(vector.pf), () =>
    f.store(8, cpu, cell(cpu, cpuCell.faultAddress, 8), cpuCell.cr2),
  );
}

export function defineDelivery(scope: Scope): void {
  const { module, routines: r } = scope;
  defineProtectedDelivery(scope);
  module.define(r.deliver, (f, cpu, number, kind, errorCode) => {
    const d: Delivery = { f, scope, cpu, number, kind, errorCode };
    f.if(isLongMode(cpu), () => deliverLong(d));
    f.if(isProtected(cpu), () =>
      f.return(f.call(r.deliverProtected, cpu, number, kind, errorCode)),
    );
    deliverReal(d);
  });
  module.define(r.deliverChain, (f, cpu, number, kind, code) =>
    deliverChain(f, scope, cpu, number, kind, code),
  );
  module.define(r.deliverFault, (f, cpu) => {
    const number = f.let(cell(cpu, cpuCell.faultVector));
    const code = cell(cpu, cpuCell.faultCode);
    f.store(4, cpu, i32(noFault), cpuCell.faultVector);
    // What has not been executed has met no data breakpoint.
    f.store(4, cpu, i32(0), cpuCell.debugHits);
    f.if(number.geU(watchAbort), () => {
      // An IRET that will be executed again has not opened the way for NMIs yet.
      const blocked = cell(cpu, cpuCell.blocked);
      f.store(4, cpu, blocked.or(blocked.shrU(1)).and(1), cpuCell.blocked);
      f.if(number.eq(vmExit), () => {
        f.run(r.leaveGuest, cpu);
        f.return(leftGuest);
      });
      f.store(4, i32(0), i32(exitReason.watch), machineCell.exitReason);
      endDelivery(f, cpu);
      f.return(1);
    });
    f.store(4, cpu, cell(cpu, cpuCell.blocked).and(1), cpuCell.blocked);
    leaveIfIntercepted(f, scope, cpu, number, code);
    setPageFaultAddress(f, cpu, number);
    const kind = i32(deliveryKind.fault);
    f.return(f.call(r.deliverChain, cpu, number, kind, code));
  });
}
