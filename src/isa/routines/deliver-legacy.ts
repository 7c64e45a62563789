/** Delivery in real mode (SDM 3A 21.1.4) and in protected mode outside of long mode (SDM 3A 6.12). */
import { cpuCell, machineCell, segment, segmentCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { absentThing } from '../absent-things.ts';
import { inGuest } from '../svm/intercept.ts';
import { vector } from '../vectors.ts';
import type { Delivery } from './delivery.ts';
import {
  deliveryKind,
  enterHandler,
  ext,
  gateCode,
  giveUp,
  hasErrorCode,
  pushedFlags,
  readTable,
} from './delivery.ts';
import { allOrNothing, goThroughGate, oldSelector } from './gates.ts';
import { outcome } from './names.ts';

/** Real mode: a far pointer in the interrupt vector table, three words pushed (SDM 3A 21.1.4). */
export function deliverReal(d: Delivery): void {
  const { f, cpu, scope } = d;
  const { routines: r } = scope;
  const at = f.let(d.number.shl(2));
  f.if(at.or(3).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, i32(0)));
  const entry = f.let(readTable(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend())).low32());
  endAtBiosCall(d, entry);
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

/**
 * Without a BIOS its interrupt vectors are empty, and the vector table itself would be executed.
 * Who brings a ROM, a vector table or a hypervisor of its own knows what lies at 0:0.
 */
function endAtBiosCall(d: Delivery, entry: Value): void {
  const { f, cpu, scope } = d;
  const isCall = d.kind.eq(deliveryKind.software).and(entry.isZero());
  const isBios = cell(cpu, cpuCell.idtrBase, 8).isZero().and(inGuest(cpu).isZero());
  const romPages = load('i32', 4, i32(0), machineCell.romPages);
  f.if(isCall.and(isBios).and(romPages.isZero()), () => {
    f.run(scope.host.biosCall, cpu, d.number);
    f.return(outcome.jumpAndLook);
  });
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

const gateType = { task: 5, interrupt16: 6, interrupt32: 14 } as const;
/** Of a gate's type: clear for interrupt gates, and set for those of 32 bits. */
const trapBitOfType = 1;
const wideBitOfType = 8;

/** The gate of a vector, once it is known to be one that may be used now. */
function usableGate(d: Delivery): { gate: Local; type: Local } {
  const { f, cpu, scope } = d;
  const at = f.let(d.number.shl(3));
  f.if(at.or(7).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, gateCode(d)));
  const gate = readTable(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend()));
  const attributes = f.let(gate.shrU(40).low32());
  const type = f.let(attributes.and(0x1f));
  const pair = f.let(type.and(~trapBitOfType));
  f.if(pair.ne(gateType.interrupt16).and(pair.ne(gateType.interrupt32)), () => {
    f.if(type.eq(gateType.task), () => f.run(scope.host.absent, cpu, i32(absentThing.taskSwitch)));
    giveUp(d, vector.gp, gateCode(d));
  });
  const tooInner = attributes.shrU(5).and(3).ltU(cell(cpu, cpuCell.cpl));
  const forbidden = d.kind.eq(deliveryKind.software).and(tooInner);
  f.if(forbidden, () => giveUp(d, vector.gp, gateCode(d)));
  f.if(attributes.and(0x80).isZero(), () => giveUp(d, vector.np, gateCode(d)));
  return { gate, type };
}

/** Through a gate of 16 or 32 bits, to the same ring or an inner one (SDM 3A 6.12.1). */
function throughGate(d: Delivery): void {
  const { f, cpu, scope } = d;
  const { gate, type } = usableGate(d);
  const isWide = f.let(type.and(wideBitOfType));
  const low = gate.and(0xffff);
  const flags = pushedFlags(d);
  const from = f.let(cell(cpu, cpuCell.rip, 8));
  goThroughGate(
    f,
    scope,
    cpu,
    {
      selector: f.let(gate.shrU(16).low32().and(0xffff)),
      offset: f.let(select(isWide, low.or(gate.shrU(48).shl(16)), low)),
      bytes: f.let(select(isWide, i32(4), i32(2))),
      ext: f.let(ext(d)),
      staysInRing: i32(0),
    },
    {
      words: [flags.zeroExtend(), oldSelector().zeroExtend(), from],
      last: { condition: hasErrorCode(d), word: d.errorCode.zeroExtend() },
    },
  );
  enterHandler(d, type.and(trapBitOfType).isZero());
  f.return(outcome.jump);
}

/** The whole of it as one routine's body. */
export function defineProtectedDelivery(scope: Delivery['scope']): void {
  const { module, routines: r } = scope;
  const types = r.deliverProtected.parameters;
  const inner = module.function(types, 'i32', (f, ...parameters) => {
    const [cpu, number, kind, errorCode] = parameters as [Local, Local, Local, Local];
    throughGate({ f, scope, cpu, number, kind, errorCode });
  });
  module.define(r.deliverProtected, (f, cpu, number, kind, errorCode) =>
    allOrNothing(f, scope, cpu, () => f.call(inner, cpu, number, kind, errorCode)),
  );
}
