/** Delivery of exceptions and interrupts through the IDT (SDM 3A chapter 6). */
import { accessKind } from '../../memory/access.ts';
import {
  activityValue,
  cpuCell,
  machineCell,
  segment,
  segmentCell,
  tlbEntry,
} from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { flagBit } from '../flags.ts';
import { contributoryMask, errorCodeMask, noFault, vector, watchAbort } from '../vectors.ts';
import { attribute } from './address.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';
import { attributesOf, fetchDescriptor, fillSegment, isLongMode, isProtected } from './segments.ts';

/** What kind of event is delivered: decides EXT in error codes and the gate's DPL check. */
export const deliveryKind = { external: 0, fault: 1, software: 2 } as const;

/** Why run() came back; the host reads it from machineCell.exitReason. */
// prettier-ignore
export const exitReason = {
  none: 0, budget: 1, breakpoint: 2, watch: 3, watchNoted: 4, stepped: 5, shutdown: 6, idle: 7,
  guestExit: 8, deadline: 9,
} as const;

/** Offsets in the 64-bit TSS (SDM 3A figure 7-11). */
const tssRsp0 = 4;
const tssIst1 = 0x24;

interface Delivery {
  readonly f: FunctionBuilder;
  readonly scope: Scope;
  readonly cpu: Local;
  readonly number: Local;
  readonly kind: Local;
  readonly errorCode: Local;
}

function giveUp(d: Delivery, faultVector: number, code: Value): void {
  const { f, cpu } = d;
  f.store(4, cpu, i32(faultVector), cpuCell.faultVector);
  f.store(4, cpu, code, cpuCell.faultCode);
  f.return(outcome.fault);
}

/** EXT: set unless INT n, INT3 or INTO caused the delivery (SDM 3A 6.13). */
const ext = (d: Delivery): Value => d.kind.ne(deliveryKind.software);

/** Error code that names the gate: vector * 8 + IDT bit + EXT. */
const gateCode = (d: Delivery): Value => d.number.shl(3).or(2).or(ext(d));

function readSystem(d: Delivery, linear: Value): Local {
  const { f, cpu, scope } = d;
  const value = f.call(scope.routines.readSystem, cpu, linear);
  f.if(cell(cpu, cpuCell.faultVector).geS(0), () => f.return(outcome.fault));
  return value;
}

const hasErrorCode = (d: Delivery): Value =>
  d.kind.eq(deliveryKind.fault).and(i32(errorCodeMask).shrU(d.number)).and(1);

/** RFLAGS as pushed: faults push RF set, so that the instruction restarts (SDM 3B 17.3.1.1). */
function pushedFlags(d: Delivery): Local {
  const { f, cpu, scope } = d;
  const flags = f.call(scope.routines.readFlags, cpu);
  const faulting = d.kind.eq(deliveryKind.fault).and(d.number.ne(vector.db));
  f.set(flags, flags.or(select(faulting, i32(flagBit.rf), i32(0))));
  return flags;
}

/** One delivery in long mode (SDM 3A 6.14). Nothing changes before all of it can succeed. */
function deliverLong(d: Delivery): void {
  const { f, cpu, scope } = d;
  const at = f.let(d.number.shl(4));
  f.if(at.or(15).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, gateCode(d)));
  const gate = f.let(cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend()));
  const low = readSystem(d, gate);
  const high = readSystem(d, gate.add(8));
  const type = low.shrU(40).low32();
  f.if(type.and(0x1e).ne(0x0e), () => giveUp(d, vector.gp, gateCode(d)));
  const gateDpl = type.shrU(5).and(3);
  const cpl = f.let(cell(cpu, cpuCell.cpl));
  const forbidden = d.kind.eq(deliveryKind.software).and(gateDpl.ltU(cpl));
  f.if(forbidden, () => giveUp(d, vector.gp, gateCode(d)));
  f.if(type.and(0x80).isZero(), () => giveUp(d, vector.np, gateCode(d)));

  const selector = f.let(low.shrU(16).low32().and(0xffff));
  f.if(selector.and(0xfffc).isZero(), () => giveUp(d, vector.gp, ext(d)));
  const { descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp);
  const attributes = attributesOf(f, descriptor);
  const wanted = attribute.notSystem | attribute.code;
  const dpl = f.let(attributes.shrU(5).and(3));
  const wrongSize = attributes.and(attribute.long | attribute.big).ne(attribute.long);
  const wrong = attributes.and(wanted).ne(wanted).or(wrongSize).or(dpl.gtU(cpl));
  f.if(wrong, () => giveUp(d, vector.gp, selector.and(0xfffc).or(ext(d))));
  f.if(attributes.and(attribute.present).isZero(), () =>
    giveUp(d, vector.np, selector.and(0xfffc).or(ext(d))),
  );
  const ring = f.let(select(attributes.and(attribute.expandDown), cpl, dpl));
  const rsp = newStack(d, low, ring, cpl);
  pushFrame(d, rsp, ring);

  f.if(ring.ne(cpl), () => {
    f.store(4, cpu, ring, segment('ss') + segmentCell.selector);
    f.store(4, cpu, i32(0), segment('ss') + segmentCell.attributes);
  });
  fillSegment(f, cpu, i32(segment('cs')), selector.and(0xfffc).or(ring), descriptor);
  const offset = low.and(0xffff).or(low.shrU(48).shl(16)).or(high.shl(32));
  f.store(8, cpu, offset, cpuCell.rip);
  f.store(8, cpu, rsp, cpuCell.rsp);
  enterHandler(d, low.shrU(40).low32().and(1).isZero());
  f.run(scope.routines.updateMode, cpu);
  f.return(outcome.jump);
}

/** Clears TF NT RF VM, and IF for interrupt gates (SDM 3A 6.12.1.3). */
function enterHandler(d: Delivery, interruptGate: Value): void {
  const { f, cpu } = d;
  const clear = flagBit.tf | flagBit.nt | flagBit.rf | flagBit.vm;
  const mask = select(interruptGate, i32(~(clear | flagBit.if)), i32(~clear));
  f.store(4, cpu, cell(cpu, cpuCell.eflags).and(mask), cpuCell.eflags);
  // A halted CPU runs again; a pending single-step trap is superseded (SDM 3A 6.9).
  f.store(1, cpu, i32(activityValue.running), cpuCell.activity);
}

/** IST first, then the ring's stack, else the present one; aligned to 16 (SDM 3A 6.14.2, 6.14.5). */
function newStack(d: Delivery, gateLow: Local, ring: Local, cpl: Local): Local {
  const { f, cpu } = d;
  const ist = f.let(gateLow.shrU(32).low32().and(7));
  const rsp = f.let(cell(cpu, cpuCell.rsp, 8));
  f.if(ist.ne(0).or(ring.ne(cpl)), () => {
    const inTss = select(ist, ist.sub(1).shl(3).add(tssIst1), ring.shl(3).add(tssRsp0));
    const limit = load('i32', 4, cpu, segment('tr') + segmentCell.limit);
    const tr = load('i32', 4, cpu, segment('tr') + segmentCell.selector).and(0xfffc);
    f.if(inTss.add(7).gtU(limit), () => giveUp(d, vector.ts, tr.or(ext(d))));
    const base = load('i64', 8, cpu, segment('tr') + segmentCell.base);
    f.set(rsp, readSystem(d, base.add(inTss.zeroExtend())));
  });
  f.set(rsp, rsp.and(-16));
  return rsp;
}

/** SS, RSP, RFLAGS, CS, RIP and the error code, below `rsp`, which then points to the last. */
function pushFrame(d: Delivery, rsp: Local, ring: Local): void {
  const { f, cpu } = d;
  const code = f.let(hasErrorCode(d));
  const slots: Value[] = [
    load('i32', 4, cpu, segment('ss') + segmentCell.selector).zeroExtend(),
    cell(cpu, cpuCell.rsp, 8),
    pushedFlags(d).zeroExtend(),
    load('i32', 4, cpu, segment('cs') + segmentCell.selector).zeroExtend(),
    cell(cpu, cpuCell.rip, 8),
    d.errorCode.zeroExtend(),
  ];
  // Seen from the bottom of the largest frame; without an error code its place stays unwritten.
  const bottom = f.let(rsp.sub(48));
  const user = select(ring.eq(3), cell(cpu, cpuCell.tlbUser), i32(0));
  const entry = f.let(bottom.low32().shrU(7).and(0x1fe0).xor(user).add(cpu));
  const tag = load('i64', 8, entry, cpuCell.tlb + tlbEntry.write);
  const host = f.let(i32(0));
  f.if(bottom.add(47).and(-4096).eq(tag), () => {
    f.set(host, bottom.low32().add(load('i32', 4, entry, cpuCell.tlb + tlbEntry.addend)));
  });
  f.if(
    host,
    () =>
      slots.forEach((value, at) => {
        if (at < 5) f.store(8, host, value, 40 - at * 8);
        else f.if(code, () => f.store(8, host, value));
      }),
    () =>
      slots.forEach((value, at) => {
        const push = (): void => pushSlot(d, bottom.add(40 - at * 8), value, ring);
        if (at < 5) push();
        else f.if(code, push);
      }),
  );
  f.set(rsp, select(code, bottom, bottom.add(8)));
}

function pushSlot(d: Delivery, linear: Value, value: Value, ring: Local): void {
  const { f, cpu, scope } = d;
  const system = select(ring.eq(3), i32(0), i32(accessKind.system));
  const kind = system.or(accessKind.write | accessKind.stack | 8);
  const at = f.call(scope.routines.translate, cpu, linear, kind);
  f.if(at.isZero(), () => f.return(outcome.fault));
  f.store(8, at, value);
  f.if(at.eq(machineCell.scratch), () => f.run(scope.routines.commit, cpu));
}

/** Real mode: a far pointer in the interrupt vector table, three words pushed (SDM 3A 20.1.4). */
function deliverReal(d: Delivery): void {
  const { f, cpu, scope } = d;
  const { routines: r } = scope;
  const at = f.let(d.number.shl(2));
  f.if(at.or(3).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, i32(0)));
  const entry = f.let(readSystem(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend())).low32());
  const flags = f.call(r.readFlags, cpu);
  const cs = load('i32', 4, cpu, segment('cs') + segmentCell.selector).zeroExtend();
  pushAll(d, [flags.zeroExtend(), cs, cell(cpu, cpuCell.rip, 8)], 2);
  const selector = f.let(entry.shrU(16));
  f.store(8, cpu, selector.shl(4).zeroExtend(), segment('cs') + segmentCell.base);
  f.store(4, cpu, selector, segment('cs') + segmentCell.selector);
  f.store(8, cpu, entry.and(0xffff).zeroExtend(), cpuCell.rip);
  enterHandler(d, i32(1));
  f.run(r.updateMode, cpu);
  f.return(outcome.jump);
}

/** Pushes onto the legacy stack; a fault takes back what was pushed. */
function pushAll(d: Delivery, values: readonly Value[], bytes: number): void {
  const { f, cpu, scope } = d;
  const old = f.let(cell(cpu, cpuCell.rsp, 8));
  for (const value of values) {
    f.if(f.call(scope.routines.pushLegacy, cpu, value, i32(bytes)).isZero(), () => {
      f.store(8, cpu, old, cpuCell.rsp);
      f.return(outcome.fault);
    });
  }
}

/** 32-bit protected mode through a 32-bit gate to the same ring (SDM 3A 6.12.1). */
function deliverProtected(d: Delivery): void {
  const { f, cpu, scope } = d;
  const at = f.let(d.number.shl(3));
  f.if(at.or(7).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, gateCode(d)));
  const gate = readSystem(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend()));
  const type = gate.shrU(40).low32();
  // Task gates and 16-bit gates are not built (see the support table): refused as wrong types.
  f.if(type.and(0x1e).ne(0x0e), () => giveUp(d, vector.gp, gateCode(d)));
  const cpl = f.let(cell(cpu, cpuCell.cpl));
  const forbidden = d.kind.eq(deliveryKind.software).and(type.shrU(5).and(3).ltU(cpl));
  f.if(forbidden, () => giveUp(d, vector.gp, gateCode(d)));
  f.if(type.and(0x80).isZero(), () => giveUp(d, vector.np, gateCode(d)));
  const selector = f.let(gate.shrU(16).low32().and(0xffff));
  f.if(selector.and(0xfffc).isZero(), () => giveUp(d, vector.gp, ext(d)));
  const { descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp);
  const attributes = attributesOf(f, descriptor);
  const wanted = attribute.notSystem | attribute.code | attribute.present;
  const inner = attributes
    .shrU(5)
    .and(3)
    .ne(cpl)
    .and(attributes.and(attribute.expandDown).isZero());
  const bad = attributes.and(wanted).ne(wanted).or(inner);
  f.if(bad, () => giveUp(d, vector.gp, selector.and(0xfffc).or(ext(d))));
  const cs = load('i32', 4, cpu, segment('cs') + segmentCell.selector).zeroExtend();
  const flags = pushedFlags(d).zeroExtend();
  const frame = [flags, cs, cell(cpu, cpuCell.rip, 8)];
  f.if(
    hasErrorCode(d),
    () => pushAll(d, [...frame, d.errorCode.zeroExtend()], 4),
    () => pushAll(d, frame, 4),
  );
  fillSegment(f, cpu, i32(segment('cs')), selector.and(0xfffc).or(cpl), descriptor);
  const offset = gate.and(0xffff).or(gate.shrU(48).shl(16));
  f.store(8, cpu, offset, cpuCell.rip);
  enterHandler(d, gate.shrU(40).low32().and(1).isZero());
  f.run(scope.routines.updateMode, cpu);
  f.return(outcome.jump);
}

/** Shutdown (SDM 3A 6.15, double fault): the machine stops and says why. */
function shutDown(f: FunctionBuilder, cpu: Local, number: Value): void {
  f.store(1, cpu, i32(activityValue.shutdown), cpuCell.activity);
  f.store(4, cpu, number, cpuCell.shutdownVector);
  f.store(4, i32(0), i32(exitReason.shutdown), machineCell.exitReason);
  f.return(outcome.fault);
}

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
    f.run(host.trace, cpu, number, errorCode);
    const done = f.call(r.deliver, cpu, number, kind, errorCode).eq(outcome.jump);
    f.if(done, () => f.return(0));
    const next = f.let(cell(cpu, cpuCell.faultVector));
    f.store(4, cpu, i32(noFault), cpuCell.faultVector);
    f.if(next.eq(watchAbort), () => {
      f.store(4, i32(0), i32(exitReason.watch), machineCell.exitReason);
      f.return(outcome.fault);
    });
    f.if(number.eq(vector.df).and(kind.eq(deliveryKind.fault)), () => shutDown(f, cpu, next));
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
    f.branch(again);
  });
  f.return(outcome.fault);
}

function setPageFaultAddress(f: FunctionBuilder, cpu: Local, number: Value): void {
  f.if(number.eq(vector.pf), () =>
    f.store(8, cpu, cell(cpu, cpuCell.faultAddress, 8), cpuCell.cr2),
  );
}

export function defineDelivery(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.deliver, (f, cpu, number, kind, errorCode) => {
    const d: Delivery = { f, scope, cpu, number, kind, errorCode };
    f.if(isLongMode(cpu), () => deliverLong(d));
    f.if(isProtected(cpu), () => deliverProtected(d));
    deliverReal(d);
  });
  module.define(r.deliverChain, (f, cpu, number, kind, code) =>
    deliverChain(f, scope, cpu, number, kind, code),
  );
  module.define(r.deliverFault, (f, cpu) => {
    const number = f.let(cell(cpu, cpuCell.faultVector));
    const code = cell(cpu, cpuCell.faultCode);
    f.store(4, cpu, i32(noFault), cpuCell.faultVector);
    f.if(number.eq(watchAbort), () => {
      f.store(4, i32(0), i32(exitReason.watch), machineCell.exitReason);
      // An IRET that will be executed again has not opened the way for NMIs yet.
      const blocked = cell(cpu, cpuCell.blocked);
      f.store(4, cpu, blocked.or(blocked.shrU(1)).and(1), cpuCell.blocked);
      f.return(1);
    });
    f.store(4, cpu, cell(cpu, cpuCell.blocked).and(1), cpuCell.blocked);
    setPageFaultAddress(f, cpu, number);
    const kind = i32(deliveryKind.fault);
    f.return(f.call(r.deliverChain, cpu, number, kind, code));
  });
}
