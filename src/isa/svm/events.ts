/** Events and a guest: which of them its hypervisor takes, injects or pends (APM 2 15.12, 15.13, 15.20). */
import { guestCell } from '../../memory/guest-cells.ts';
import { cpuCell, pendingBit } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { flagBit } from '../flags.ts';
import { deliveryKind } from '../routines/delivery.ts';
import type { Scope } from '../routines/scope.ts';
import { errorCodeMask, vector } from '../vectors.ts';
import { inGuest, intercepts, interceptsNumbered } from './intercept.ts';
import { eventBit, eventType, eventTypeShift, exit, virtualBit, virtualShift } from './vmcb.ts';

/** Events at a boundary that a hypervisor may want for itself: they stay pending for it. */
const exitOf = [
  { event: pendingBit.init, code: exit.init },
  { event: pendingBit.nmi, code: exit.nmi },
  { event: pendingBit.intr, code: exit.intr },
  { event: pendingBit.virtual, code: exit.virtual },
] as const;

const exitWith = (
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  code: Value,
  info1: Value = i64(0),
  info2: Value = i64(0),
): void => {
  f.run(r.noteExit, cpu, code, info1, info2, i64(0));
  f.run(r.leaveGuest, cpu);
  f.return(1);
};

/** (cpu, pending bit): 1 if the guest was left for it. */
function interceptEvent(f: FunctionBuilder, scope: Scope, cpu: Local, event: Local): void {
  for (const { event: bit, code } of exitOf) {
    const wanted = event.eq(bit).and(intercepts(cpu, code).ne(0));
    f.if(wanted, () => exitWith(f, scope, cpu, i32(code)));
  }
  f.return(0);
}

/** (cpu, vector, error code): 1 if the guest was left; for #PF its address is in the fault cells. */
function interceptException(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  number: Local,
  code: Local,
): void {
  f.if(interceptsNumbered(cpu, exit.exception, number), () => {
    const address = select(number.eq(vector.pf), cell(cpu, cpuCell.faultAddress, 8), i64(0));
    exitWith(f, scope, cpu, number.add(exit.exception), code.zeroExtend(), address);
  });
  f.return(0);
}

/** INT3 and INTO are exceptions to a hypervisor, INT n is a software interrupt. */
const isException = (number: Value, kind: Value): Value => {
  const isTrap = number.eq(vector.bp).or(number.eq(vector.of));
  const own = number.eq(vector.db).or(number.eq(vector.mc));
  return kind
    .eq(deliveryKind.fault)
    .or(kind.eq(deliveryKind.software).and(isTrap))
    .or(kind.eq(deliveryKind.external).and(own));
};

/**
 * Before an event goes through the IDT of a guest: should that fail for the hypervisor's own
 * reasons, EXITINTINFO says what was on its way. The first event counts, not what came of it.
 */
export function noteDelivery(
  f: FunctionBuilder,
  cpu: Local,
  event: { number: Value; kind: Value; errorCode: Value },
): void {
  const { number, kind, errorCode } = event;
  const isNew = cell(cpu, guestCell.exitIntInfo).isZero();
  f.if(inGuest(cpu).ne(0).and(isNew), () => {
    const external = select(number.eq(vector.nmi), i32(eventType.nmi), i32(eventType.interrupt));
    const software = kind.eq(deliveryKind.software);
    const other = select(software, i32(eventType.software), external);
    const type = select(isException(number, kind), i32(eventType.exception), other);
    const withCode = kind.eq(deliveryKind.fault).and(i32(errorCodeMask).shrU(number)).and(1);
    const low = number
      .or(type.shl(eventTypeShift))
      .or(withCode.mul(eventBit.errorCode))
      .or(eventBit.valid);
    f.store(4, cpu, low, guestCell.exitIntInfo);
    f.store(4, cpu, select(withCode, errorCode, i32(0)), guestCell.exitIntInfo + 4);
  });
}

export const endDelivery = (f: FunctionBuilder, cpu: Local): void =>
  f.store(8, cpu, i64(0), guestCell.exitIntInfo);

/** The event of EVENTINJ goes through the guest's IDT as if the CPU had met it there. */
function inject(f: FunctionBuilder, { routines: r }: Scope, cpu: Local): void {
  const event = f.let(cell(cpu, guestCell.eventInjection));
  const code = f.let(cell(cpu, guestCell.eventInjection + 4));
  f.store(8, cpu, i64(0), guestCell.eventInjection);
  const type = f.let(event.shrU(eventTypeShift).and(7));
  const number = f.let(select(type.eq(eventType.nmi), i32(vector.nmi), event.and(0xff)));
  const pushesCode = event.and(eventBit.errorCode).ne(0);
  const hasCode = i32(errorCodeMask).shrU(number).and(1);
  const asFault = type.eq(eventType.exception).and(pushesCode.eq(hasCode));
  const other = select(
    type.eq(eventType.software),
    i32(deliveryKind.software),
    i32(deliveryKind.external),
  );
  const kind = f.let(select(asFault, i32(deliveryKind.fault), other));
  f.call(r.deliverChain, cpu, number, kind, code);
}

/** The virtual interrupt is taken: V_IRQ is over (APM 2 15.21.4). */
function acknowledgeVirtual(f: FunctionBuilder, cpu: Local): void {
  const pending = load('i32', 1, cpu, cpuCell.pending).and(~pendingBit.virtual);
  f.store(1, cpu, pending, cpuCell.pending);
  const control = f.let(cell(cpu, guestCell.virtualInterrupt, 8));
  f.store(8, cpu, control.and(~virtualBit.irq), guestCell.virtualInterrupt);
  f.return(control.shrU(virtualShift.vector).low32().and(0xff));
}

/** Whether V_INTR_MASKING is on: the guest's RFLAGS.IF and CR8 are for virtual interrupts only. */
export const masksVirtually = (cpu: Value): Value =>
  cell(cpu, guestCell.virtualInterrupt).shrU(24).and(1);

/** RFLAGS.IF as it counts for interrupts of the machine: under V_INTR_MASKING it is the host's. */
export const interruptsAreOn = (cpu: Value): Value =>
  select(
    masksVirtually(cpu),
    cell(cpu, guestCell.hostInterrupts),
    cell(cpu, cpuCell.eflags).and(flagBit.if).ne(0),
  );

/** Whether the guest takes a virtual interrupt that is pending (APM 2 15.21.4). */
export function takesVirtual(cpu: Value): Value {
  const control = cell(cpu, guestCell.virtualInterrupt);
  const priority = control.shrU(virtualShift.priority).and(15);
  const above = priority.gtU(control.and(15));
  const ignored = control.shrU(20).and(1);
  return cell(cpu, cpuCell.eflags).and(flagBit.if).ne(0).and(above.or(ignored));
}

export function defineGuestEvents(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.interceptEvent, (f, cpu, event) => interceptEvent(f, scope, cpu, event));
  module.define(r.interceptException, (f, cpu, number, code) =>
    interceptException(f, scope, cpu, number, code),
  );
  module.define(r.inject, (f, cpu) => inject(f, scope, cpu));
  module.define(r.acknowledgeVirtual, (f, cpu) => acknowledgeVirtual(f, cpu));
}
