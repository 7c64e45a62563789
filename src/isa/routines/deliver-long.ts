/** Delivery in long mode (SDM 3A 6.14): 16-byte gates, interrupt stacks, frames of five words. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, machineCell, segment, segmentCell, tlbEntry } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import { tlbSlot } from '../../memory/tlb.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
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

/** Offsets in the 64-bit TSS (SDM 3A figure 7-11). */
const tssRsp0 = 4;
const tssIst1 = 0x24;

/** One delivery in long mode (SDM 3A 6.14). Nothing changes before all of it can succeed. */
export function deliverLong(d: Delivery): void {
  const { f, cpu, scope } = d;
  const at = f.let(d.number.shl(4));
  f.if(at.or(15).gtU(cell(cpu, cpuCell.idtrLimit)), () => giveUp(d, vector.gp, gateCode(d)));
  const gate = f.let(cell(cpu, cpuCell.idtrBase, 8).add(at.zeroExtend()));
  const low = readTable(d, gate);
  const high = readTable(d, gate.add(8));
  const type = low.shrU(40).low32();
  f.if(type.and(0x1e).ne(0x0e), () => giveUp(d, vector.gp, gateCode(d)));
  const gateDpl = type.shrU(5).and(3);
  const cpl = f.let(cell(cpu, cpuCell.cpl));
  const forbidden = d.kind.eq(deliveryKind.software).and(gateDpl.ltU(cpl));
  f.if(forbidden, () => giveUp(d, vector.gp, gateCode(d)));
  f.if(type.and(0x80).isZero(), () => giveUp(d, vector.np, gateCode(d)));

  const selector = f.let(low.shrU(16).low32().and(0xffff));
  f.if(selector.and(0xfffc).isZero(), () => giveUp(d, vector.gp, ext(d)));
  const { descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp, ext(d));
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
    f.set(rsp, readTable(d, base.add(inTss.zeroExtend())));
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
  const entry = f.let(tlbSlot(cpu, bottom, user));
  const tag = load('i64', 8, entry, tlbEntry.write);
  const host = f.let(i32(0));
  f.if(bottom.add(47).and(-4096).eq(tag), () => {
    f.set(host, bottom.low32().add(load('i32', 4, entry, tlbEntry.addend)));
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
  f.if(at.isZero(), () => {
    f.if(cell(cpu, cpuCell.faultVector).eq(vector.ss), () => {
      f.store(4, cpu, ext(d), cpuCell.faultCode);
    });
    f.return(outcome.fault);
  });
  f.store(8, at, value);
  f.if(at.eq(machineCell.scratch), () => f.run(scope.routines.commit, cpu));
}
