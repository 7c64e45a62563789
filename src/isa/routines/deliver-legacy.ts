/** Delivery in real mode (SDM 3A 20.1.4) and in 32-bit protected mode (SDM 3A 6.12). */
import { cpuCell, segment, segmentCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import { attribute } from './address.ts';
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
import { outcome } from './names.ts';
import { attributesOf, fetchDescriptor, fillSegment } from './segments.ts';

/** Real mode: a far pointer in the interrupt vector table, three words pushed (SDM 3A 20.1.4). */
export function deliverReal(d: Delivery): void {
  const { f, cpu, scope } = d;
  const { routines: r } = scope;
  const at = f.let(d.number.shl(2));
  f.if(at.or(3).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, i32(0)));
  const entry = f.let(readTable(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend())).low32());
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
export function deliverProtected(d: Delivery): void {
  const { f, cpu, scope } = d;
  const at = f.let(d.number.shl(3));
  f.if(at.or(7).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, gateCode(d)));
  const gate = readTable(d, cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend()));
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
