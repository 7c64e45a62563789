/** Loading segment registers (SDM 3A 3.4, 5.4 to 5.8) and the mode that follows from them. */
import { accessKind } from '../../memory/access.ts';
import { alignmentIsChecked } from '../../memory/alignment.ts';
import { isCanonical } from '../../memory/canonical.ts';
import {
  cpuCell,
  machineCell,
  segment,
  segmentBytes,
  segmentCell,
  segmentIndex,
  tlbUser,
  tlbEntry,
} from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import { tlbSlot } from '../../memory/tlb.ts';
import type { Callee, FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import { attribute } from './address.ts';
import { notReturning, outcome } from './names.ts';
import type { Scope } from './scope.ts';

const cr0pe = 1;
export const eferBit = { sce: 1, lme: 0x100, lma: 0x400, nxe: 0x800, svme: 0x1000 } as const;

export const isProtected = (cpu: Value): Value => cell(cpu, cpuCell.cr0).and(cr0pe);
export const isLongMode = (cpu: Value): Value => cell(cpu, cpuCell.efer).and(eferBit.lma);

/** Sets the fault cells and gives up; selector faults carry the selector with EXT for its RPL. */
export function refuse(
  f: FunctionBuilder,
  cpu: Local,
  number: number,
  selector: Value,
  ext: Value = i32(0),
): void {
  f.store(4, cpu, i32(number), cpuCell.faultVector);
  f.store(4, cpu, selector.and(0xfffc).or(ext), cpuCell.faultCode);
  f.return(outcome.fault);
}

export const refuseIf = (
  f: FunctionBuilder,
  condition: Value,
  cpu: Local,
  number: number,
  selector: Value,
  ext?: Value,
): void => f.if(condition, () => refuse(f, cpu, number, selector, ext));

/** Linear address of a selector's descriptor in the GDT or LDT; 0 if it is beyond the limit. */
function descriptorAddress(f: FunctionBuilder, cpu: Local, selector: Local): void {
  const last = selector.or(7);
  const local = selector.and(4);
  const ldt = segment('ldtr');
  const limit = select(
    local,
    load('i32', 4, cpu, ldt + segmentCell.limit),
    cell(cpu, cpuCell.gdtrLimit),
  );
  const base = select(
    local,
    load('i64', 8, cpu, ldt + segmentCell.base),
    cell(cpu, cpuCell.gdtrBase, 8),
  );
  f.if(last.gtU(limit), () => f.return(0, 'i64'));
  f.return(base.add(selector.and(0xfff8).zeroExtend()), 'i64');
}

/** 8 bytes of a system table, read with ring 0 rights; `failed` must leave, the fault cells are set. */
export function readSystem(
  f: FunctionBuilder,
  translate: Callee,
  cpu: Local,
  linear: Local,
  failed: () => void,
): Local {
  const entry = f.let(tlbSlot(cpu, linear, i32(0)));
  const at = f.local('i32');
  f.if(
    linear
      .add(7)
      .and(-4096)
      .eq(load('i64', 8, entry, tlbEntry.read)),
    () => f.set(at, linear.low32().add(load('i32', 4, entry, tlbEntry.addend))),
    () => {
      f.set(at, f.call(translate, cpu, linear, i32(accessKind.system | 8)));
      f.if(at.isZero(), failed);
    },
  );
  return f.let(load('i64', 8, at));
}

/** Base, limit and attributes of an 8-byte descriptor into a segment cell. */
export function fillSegment(
  f: FunctionBuilder,
  cpu: Value,
  at: Value,
  selector: Value,
  descriptor: Local,
): void {
  const target = f.let(cpu.add(at));
  const base = descriptor.shrU(16).and(0xffffff).or(descriptor.shrU(32).and(0xff000000n));
  f.store(8, target, base, segmentCell.base);
  const attributes = attributesOf(f, descriptor);
  f.store(4, target, limitOf(descriptor, attributes), segmentCell.limit);
  f.store(4, target, attributes, segmentCell.attributes);
  f.store(4, target, selector, segmentCell.selector);
}

export function attributesOf(f: FunctionBuilder, descriptor: Value): Local {
  const high = f.let(descriptor.shrU(40).low32());
  return f.let(high.and(0xff).or(high.shrU(4).and(0xf00)));
}

/** A descriptor's limit in bytes: its granularity is applied. */
export function limitOf(descriptor: Value, attributes: Value): Value {
  const raw = descriptor.low32().and(0xffff).or(descriptor.shrU(32).low32().and(0xf0000));
  const inPages = attributes.and(attribute.granularity);
  return select(inPages, raw.shl(12).or(0xfff), raw);
}

/** The accessed bit of a code or data descriptor (SDM 3A 3.4.5.1), written if it is not set. */
export function markAccessed(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  linear: Local,
  descriptor: Local,
): void {
  f.if(descriptor.and(1n << 40n).isZero(), () => {
    const kind = accessKind.system | accessKind.write | accessKind.modify | 1;
    const at = f.call(r.translate, cpu, linear.add(5), i32(kind));
    f.if(at.isZero(), () => f.return(outcome.fault));
    f.store(1, at, load('i32', 1, at).or(1));
    f.if(at.eq(machineCell.scratch), () => f.run(r.commit, cpu));
    f.set(descriptor, descriptor.or(1n << 40n));
  });
}

/** A descriptor by selector: #GP(selector) if it is outside its table, or the read's own fault. */
export function fetchDescriptor(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  selector: Value,
  outside: number,
  ext?: Value,
): { linear: Local; descriptor: Local } {
  const linear = f.call(r.descriptorAddress, cpu, selector);
  refuseIf(f, linear.isZero(), cpu, outside, selector, ext);
  const descriptor = readSystem(f, r.translate, cpu, linear, () => f.return(outcome.fault));
  return { linear, descriptor };
}

/** Real mode: the base is the selector times 16; limit and attributes stay (SDM 3A 20.1.1). */
function loadRealMode(f: FunctionBuilder, cpu: Local, at: Value, selector: Value): void {
  const target = f.let(cpu.add(at));
  f.store(8, target, selector.and(0xffff).shl(4).zeroExtend(), segmentCell.base);
  f.store(4, target, selector.and(0xffff), segmentCell.selector);
}

/** (cpu, segment index, selector): MOV, POP and Lxx to ES, SS, DS, FS, GS (SDM 2B, MOV). */
function loadSegment(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  index: Local,
  selector: Local,
): void {
  const at = f.let(index.mul(segmentBytes).add(cpuCell.segments));
  f.if(isProtected(cpu).isZero(), () => {
    loadRealMode(f, cpu, at, selector);
    f.return(0);
  });
  const isStack = f.let(index.eq(segmentIndex.ss));
  const cpl = cell(cpu, cpuCell.cpl);
  const rpl = selector.and(3);
  f.if(selector.and(0xfffc).isZero(), () => {
    // A null SS is for 64-bit code below ring 3, with RPL = CPL; elsewhere #GP(0).
    const allowed = cell(cpu, cpuCell.mode).eq(2).and(cpl.ne(3)).and(rpl.eq(cpl));
    refuseIf(f, isStack.and(allowed.isZero()), cpu, vector.gp, i32(0));
    const target = f.let(cpu.add(at));
    f.store(4, target, selector, segmentCell.selector);
    f.store(4, target, i32(0), segmentCell.attributes);
    f.return(0);
  });
  const { linear, descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp);
  const attributes = attributesOf(f, descriptor);
  const dpl = f.let(attributes.shrU(5).and(3));
  const code = attributes.and(attribute.code);
  const wrongKind = attributes.and(attribute.notSystem).isZero();
  const notWritable = code.ne(0).or(attributes.and(attribute.writable).isZero());
  const stackWrong = notWritable.or(rpl.ne(cpl)).or(dpl.ne(cpl));
  const notReadable = code.ne(0).and(attributes.and(attribute.writable).isZero());
  const conforming = code.ne(0).and(attributes.and(attribute.expandDown).ne(0));
  const tooPrivileged = conforming.isZero().and(rpl.gtU(dpl).or(cpl.gtU(dpl)));
  const dataWrong = notReadable.or(tooPrivileged);
  refuseIf(f, wrongKind.or(select(isStack, stackWrong, dataWrong)), cpu, vector.gp, selector);
  f.if(attributes.and(attribute.present).isZero(), () => {
    f.if(isStack, () => refuse(f, cpu, vector.ss, selector));
    refuse(f, cpu, vector.np, selector);
  });
  markAccessed(f, scope, cpu, linear, descriptor);
  fillSegment(f, cpu, at, selector, descriptor);
  f.return(0);
}

/**
 * (cpu, selector, offset, new cpl or none): loads CS for far JMP, CALL, RET and IRET to code segments
 * (SDM 3A 5.8.1).
 */
function loadCode(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  selector: Local,
  offset: Local,
  returnTo: Local,
): void {
  const cs = i32(segment('cs'));
  f.if(isProtected(cpu).isZero(), () => {
    const limit = load('i32', 4, cpu, segment('cs') + segmentCell.limit).zeroExtend();
    refuseIf(f, offset.gtU(limit), cpu, vector.gp, i32(0));
    loadRealMode(f, cpu, cs, selector);
    f.store(8, cpu, offset, cpuCell.rip);
    f.run(scope.routines.updateMode, cpu);
    f.return(0);
  });
  refuseIf(f, selector.and(0xfffc).isZero(), cpu, vector.gp, i32(0));
  const { linear, descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp);
  const attributes = attributesOf(f, descriptor);
  const dpl = attributes.shrU(5).and(3);
  const rpl = selector.and(3);
  const cpl = f.let(select(returnTo.geS(0), returnTo, cell(cpu, cpuCell.cpl)));
  const isCode = attributes
    .and(attribute.notSystem | attribute.code)
    .eq(attribute.notSystem | attribute.code);
  const conforming = attributes.and(attribute.expandDown);
  // A return goes to ring RPL; a jump or call stays in its ring.
  const wrongRing = select(conforming, dpl.gtU(cpl), dpl.ne(cpl));
  const rplTooHigh = returnTo.ltS(0).and(conforming.isZero()).and(rpl.gtU(cpl));
  const both = attribute.long | attribute.big;
  const longAndBig = isLongMode(cpu).ne(0).and(attributes.and(both).eq(both));
  const bad = isCode.isZero().or(wrongRing).or(rplTooHigh).or(longAndBig);
  refuseIf(f, bad, cpu, vector.gp, selector);
  refuseIf(f, attributes.and(attribute.present).isZero(), cpu, vector.np, selector);
  const long = f.let(isLongMode(cpu).ne(0).and(attributes.and(attribute.long).ne(0)));
  const noncanonical = isCanonical(cpu, offset).isZero();
  const limit = limitOf(descriptor, attributes).zeroExtend();
  const nowhere = select(long, noncanonical, offset.gtU(limit));
  refuseIf(f, nowhere.and(returnTo.ne(notReturning.call)), cpu, vector.gp, i32(0));
  markAccessed(f, scope, cpu, linear, descriptor);
  fillSegment(f, cpu, cs, selector.and(0xfffc).or(cpl), descriptor);
  f.store(8, cpu, select(long, offset, offset.and(0xffffffffn)), cpuCell.rip);
  f.run(scope.routines.updateMode, cpu);
  f.return(0);
}

/** Ring and code size from CS, CR0 and EFER; the records in use belong to another mode then. */
function updateMode(f: FunctionBuilder, { routines: r }: Scope, cpu: Local): void {
  const attributes = load('i32', 4, cpu, segment('cs') + segmentCell.attributes);
  const selector = load('i32', 4, cpu, segment('cs') + segmentCell.selector);
  const protectedMode = isProtected(cpu);
  const cpl = f.let(select(protectedMode, selector.and(3), i32(0)));
  const big = attributes.and(attribute.big).ne(0);
  const long = isLongMode(cpu).ne(0).and(attributes.and(attribute.long).ne(0));
  f.store(4, cpu, cpl, cpuCell.cpl);
  f.store(4, cpu, select(long, i32(2), big), cpuCell.mode);
  f.store(4, cpu, select(cpl.eq(3), i32(tlbUser), i32(0)), cpuCell.tlbUser);
  f.if(alignmentIsChecked(cpu), () => f.run(r.closeFastPaths, cpu));
}

export function defineSegmentRoutines(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.descriptorAddress, (f, cpu, selector) => descriptorAddress(f, cpu, selector));
  module.define(r.loadSegment, (f, cpu, index, selector) =>
    loadSegment(f, scope, cpu, index, selector),
  );
  module.define(r.loadCode, (f, cpu, selector, offset, returnTo) =>
    loadCode(f, scope, cpu, selector, offset, returnTo),
  );
  module.define(r.inspectDescriptor, (f, cpu, selector) => {
    f.if(selector.and(0xfffc).isZero(), () => f.return(0, 'i64'));
    const linear = f.call(r.descriptorAddress, cpu, selector);
    f.if(linear.isZero(), () => f.return(0, 'i64'));
    f.return(
      readSystem(f, r.translate, cpu, linear, () => f.return(0, 'i64')),
      'i64',
    );
  });
  module.define(r.updateMode, (f, cpu) => updateMode(f, scope, cpu));
  module.export('updateMode', r.updateMode);
}
