/** Into a code segment through a gate: its checks, the ring it leads to, the frame on that ring's stack. */
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, segment, segmentCell, transferUndo } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import { attribute, isMode64 } from './address.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';
import {
  attributesOf,
  fetchDescriptor,
  fillSegment,
  isLongMode,
  markAccessed,
  refuseIf,
} from './segments.ts';
import { nameStack } from './task-state.ts';

const cs = segment('cs');
const savedBytes = 64;

/**
 * Runs a transfer that changes CS, SS, rSP and rip as it goes, and puts all of them back if it ends
 * with outcome.fault: a fault on the way must find the instruction as if it had not begun.
 */
export function allOrNothing(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  transfer: () => Local,
): void {
  // CS and SS are neighbours.
  for (let at = 0; at < savedBytes; at += 8) {
    f.store(8, i32(0), load('i64', 8, cpu, cs + at), transferUndo.cs + at);
  }
  f.store(8, i32(0), cell(cpu, cpuCell.rsp, 8), transferUndo.rsp);
  f.store(8, i32(0), cell(cpu, cpuCell.rip, 8), transferUndo.rip);
  const status = transfer();
  f.if(status.eq(outcome.fault), () => {
    for (let at = 0; at < savedBytes; at += 8) {
      f.store(8, cpu, load('i64', 8, i32(0), transferUndo.cs + at), cs + at);
    }
    f.store(8, cpu, load('i64', 8, i32(0), transferUndo.rsp), cpuCell.rsp);
    f.store(8, cpu, load('i64', 8, i32(0), transferUndo.rip), cpuCell.rip);
    f.run(r.updateMode, cpu);
  });
  f.return(status);
}

/** A gate that has been found good itself: where it leads, and what EXT its faults carry. */
export interface Gate {
  readonly selector: Local;
  readonly offset: Local;
  /** Bytes of each word it pushes: 2, 4 or 8. */
  readonly bytes: Local;
  readonly ext: Local;
  /** Not 0 for JMP, which changes no ring. */
  readonly staysInRing: Value;
}

/** The code segment of a gate, checked, and the ring it runs in (SDM 3A 5.8.3 to 5.8.5, 6.12.1). */
function target(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  { selector, ext, staysInRing }: Gate,
): { linear: Local; descriptor: Local; ring: Local } {
  refuseIf(f, selector.and(0xfffc).isZero(), cpu, vector.gp, i32(0), ext);
  const { linear, descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp, ext);
  const attributes = attributesOf(f, descriptor);
  const cpl = cell(cpu, cpuCell.cpl);
  const dpl = f.let(attributes.shrU(5).and(3));
  const ring = f.let(select(attributes.and(attribute.expandDown), cpl, dpl));
  const wanted = attribute.notSystem | attribute.code;
  const sizes = attributes.and(attribute.long | attribute.big);
  const wrongSize = isLongMode(cpu).ne(0).and(sizes.ne(attribute.long));
  const wrongRing = dpl.gtU(cpl).or(staysInRing.ne(0).and(ring.ne(cpl)));
  const bad = attributes.and(wanted).ne(wanted).or(wrongSize).or(wrongRing);
  refuseIf(f, bad, cpu, vector.gp, selector, ext);
  const absent = attributes.and(attribute.present).isZero();
  refuseIf(f, absent, cpu, vector.np, selector, ext);
  return { linear, descriptor, ring };
}

/** #GP(EXT) unless an address is one that the code segment just loaded can have. */
export function requireInside(f: FunctionBuilder, cpu: Local, offset: Value, ext: Value): void {
  const limit = cell(cpu, cs + segmentCell.limit).zeroExtend();
  const inside = select(isMode64(cpu), isCanonical(cpu, offset), offset.leU(limit));
  refuseIf(f, inside.isZero(), cpu, vector.gp, i32(0), ext);
}

/** What is on the stack when the code behind a gate begins. */
export interface GateFrame {
  /** Words of the caller's stack that go along to an inner ring's. */
  readonly parameters?: Value;
  /** Last pushed; each a word of the gate's size. */
  readonly words: readonly Value[];
  /** One more, if `condition` holds. */
  readonly last?: { readonly condition: Value; readonly word: Value };
}

/** Goes through a gate; gives the routine's caller outcome.fault where that cannot be. */
export function goThroughGate(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  gate: Gate,
  frame: GateFrame,
): void {
  const { routines: r } = scope;
  const { linear, descriptor, ring } = target(f, scope, cpu, gate);
  const isInner = f.let(ring.ne(cell(cpu, cpuCell.cpl)));
  f.if(isInner, () => {
    const failed = f.call(r.loadInnerStack, cpu, ring, gate.ext);
    f.if(failed, () => f.return(outcome.fault));
  });
  markAccessed(f, scope, cpu, linear, descriptor);
  fillSegment(f, cpu, i32(cs), gate.selector.and(0xfffc).or(ring), descriptor);
  f.store(8, cpu, gate.offset, cpuCell.rip);
  f.run(r.updateMode, cpu);
  requireInside(f, cpu, gate.offset, gate.ext);
  const push = (word: Value): void => {
    const done = f.call(r.pushLegacy, cpu, word, gate.bytes);
    f.if(done.isZero(), () => {
      nameStack(f, cpu, isInner, gate.ext);
      f.return(outcome.fault);
    });
  };
  f.if(isInner, () => {
    push(load('i32', 4, i32(0), transferUndo.ss + segmentCell.selector).zeroExtend());
    push(load('i64', 8, i32(0), transferUndo.rsp));
    if (frame.parameters !== undefined) {
      copyParameters(f, scope, cpu, gate.bytes, frame.parameters, push);
    }
  });
  for (const word of frame.words) push(word);
  const { last } = frame;
  if (last !== undefined) f.if(last.condition, () => push(last.word));
}

/** The parameters of a call gate, the last one first, from the stack that SS was before. */
function copyParameters(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  bytes: Local,
  count: Value,
  push: (word: Value) => void,
): void {
  const left = f.let(count);
  const attributes = load('i32', 4, i32(0), transferUndo.ss + segmentCell.attributes);
  const mask = f.let(select(attributes.and(attribute.big), i64(0xffffffffn), i64(0xffff)));
  const oldStack = f.let(i32(transferUndo.ss).sub(cpu));
  f.while(left, () => {
    f.set(left, left.sub(1));
    const offset = load('i64', 8, i32(0), transferUndo.rsp).add(left.mul(bytes).zeroExtend());
    const linear = f.call(r.segmentAddress, cpu, oldStack, f.let(offset.and(mask)), bytes);
    f.if(cell(cpu, cpuCell.faultVector).geS(0), () => {
      f.store(4, cpu, i32(vector.ss), cpuCell.faultVector);
      f.return(outcome.fault);
    });
    const at = f.call(r.translate, cpu, linear, bytes);
    f.if(at.isZero(), () => f.return(outcome.fault));
    const word = f.let(load('i64', 2, at));
    f.if(bytes.eq(4), () => f.set(word, load('i64', 4, at)));
    push(word);
  });
}

export const oldSelector = (): Value =>
  load('i32', 4, i32(0), transferUndo.cs + segmentCell.selector);
