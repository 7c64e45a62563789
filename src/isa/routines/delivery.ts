/** What all deliveries share: the event, how it fails, the flags it pushes and clears. */
import { activityValue, cpuCell, debugBit } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { flagBit } from '../flags.ts';
import { errorCodeMask, vector } from '../vectors.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';
import { readSystem } from './segments.ts';

/** What kind of event is delivered: decides EXT in error codes and the gate's DPL check. */
export const deliveryKind = { external: 0, fault: 1, software: 2 } as const;

export interface Delivery {
  readonly f: FunctionBuilder;
  readonly scope: Scope;
  readonly cpu: Local;
  readonly number: Local;
  readonly kind: Local;
  readonly errorCode: Local;
}

export function giveUp(d: Delivery, faultVector: number, code: Value): void {
  const { f, cpu } = d;
  f.store(4, cpu, i32(faultVector), cpuCell.faultVector);
  f.store(4, cpu, code, cpuCell.faultCode);
  f.return(outcome.fault);
}

/** EXT: set unless INT n, INT3 or INTO caused the delivery (SDM 3A 6.13). */
export const ext = (d: Delivery): Value => d.kind.ne(deliveryKind.software);

/** Error code that names the gate: vector * 8 + IDT bit + EXT. */
export const gateCode = (d: Delivery): Value => d.number.shl(3).or(2).or(ext(d));

/** 8 bytes of the IDT or TSS; a fault of the read ends the delivery. */
export function readTable(d: Delivery, linear: Value): Local {
  const { f, cpu, scope } = d;
  return readSystem(f, scope.routines.translate, cpu, f.let(linear), () => f.return(outcome.fault));
}

export const hasErrorCode = (d: Delivery): Value =>
  d.kind.eq(deliveryKind.fault).and(i32(errorCodeMask).shrU(d.number)).and(1);

/** Whether the instruction at cpuCell.rip is a REP that stands between two of its iterations. */
export const isRepeating = (cpu: Value): Value =>
  cell(cpu, cpuCell.repeating, 8).eq(cell(cpu, cpuCell.rip, 8).not());

/**
 * RFLAGS as pushed: with RF set for faults, and for what comes between two iterations, so that the
 * instruction goes on past its breakpoint; else with RF as it is (SDM 3B 17.3.1.1).
 */
export function pushedFlags(d: Delivery): Local {
  const { f, cpu, scope } = d;
  const flags = f.call(scope.routines.readFlags, cpu);
  const faulting = d.kind.eq(deliveryKind.fault).and(d.number.ne(vector.db));
  const amid = d.kind.eq(deliveryKind.external).and(isRepeating(cpu));
  f.set(flags, flags.or(select(faulting.or(amid), i32(flagBit.rf), i32(0))));
  f.store(8, cpu, i64(0), cpuCell.repeating);
  return flags;
}

/** Clears TF NT RF VM, and IF for interrupt gates (SDM 3A 6.12.1.3). */
export function enterHandler(d: Delivery, interruptGate: Value): void {
  const { f, cpu } = d;
  const clear = flagBit.tf | flagBit.nt | flagBit.rf | flagBit.vm;
  const mask = select(interruptGate, i32(~(clear | flagBit.if)), i32(~clear));
  f.store(4, cpu, cell(cpu, cpuCell.eflags).and(mask), cpuCell.eflags);
  // A halted CPU runs again; a pending single-step trap is superseded (SDM 3A 6.9).
  const debug = load('i32', 1, cpu, cpuCell.activity).and(debugBit);
  f.store(1, cpu, debug.or(activityValue.running), cpuCell.activity);
  f.store(4, cpu, i32(0), cpuCell.resuming);
}
