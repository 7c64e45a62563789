/** What the CPU itself reads from the TSS (SDM 3A 8.2.1, 8.7): stacks of inner rings, port rights. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, segment, segmentCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import { attribute, setStackPointer } from './address.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';
import {
  attributesOf,
  fetchDescriptor,
  fillSegment,
  isLongMode,
  markAccessed,
  refuse,
  refuseIf,
} from './segments.ts';

const tr = segment('tr');
const ss = segment('ss');

/** Types 9 and 11 of the TSS have 32 or 64 bits, 1 and 3 have 16. */
export const isWideTaskState = (cpu: Value): Value =>
  load('i32', 4, cpu, tr + segmentCell.attributes).and(8);

/** Whether bytes of the TSS up to `last` are inside its limit. */
export const isInTaskState = (cpu: Value, last: Value): Value =>
  last.leU(load('i32', 4, cpu, tr + segmentCell.limit));

/** So many bytes at an offset in the TSS, as an i64; a fault of the read ends the routine. */
export function readTaskState(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  offset: Value,
  bytes: 2 | 4 | 8,
): Local {
  const linear = f.let(load('i64', 8, cpu, tr + segmentCell.base).add(offset.zeroExtend()));
  const host = f.call(r.translate, cpu, linear, i32(accessKind.system | bytes));
  f.if(host.isZero(), () => f.return(outcome.fault));
  return f.let(load('i64', bytes, host));
}

/** Offsets of the stacks in the TSS (SDM 3A figures 8-2, 8-10, 8-11): of ring 0, then the others. */
const stacks = {
  narrow: { first: 2, each: 4, last: 3, selector: 2 },
  wide: { first: 4, each: 8, last: 5, selector: 4 },
  long: { first: 4, each: 8, last: 7, selector: 0 },
} as const;

/**
 * (cpu, ring, EXT): SS and rSP become those of an inner ring; 0 or outcome.fault. In long mode SS
 * becomes null. Whoever calls puts both back if the transfer fails later.
 */
function loadInnerStack(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  ring: Local,
  ext: Local,
): void {
  const own = load('i32', 4, cpu, tr + segmentCell.selector);
  const place = (kind: keyof typeof stacks): Local => {
    const { first, each, last } = stacks[kind];
    const at = f.let(ring.mul(each).add(first));
    refuseIf(f, isInTaskState(cpu, at.add(last)).isZero(), cpu, vector.ts, own, ext);
    return at;
  };
  f.if(isLongMode(cpu), () => {
    const pointer = readTaskState(f, scope, cpu, place('long'), 8);
    f.store(4, cpu, ring, ss + segmentCell.selector);
    f.store(4, cpu, i32(0), ss + segmentCell.attributes);
    f.store(8, cpu, pointer, cpuCell.rsp);
    f.return(0);
  });
  const pointer = f.local('i64');
  const selector = f.local('i32');
  const read = (kind: 'narrow' | 'wide', bytes: 2 | 4): void => {
    const at = place(kind);
    f.set(pointer, readTaskState(f, scope, cpu, at, bytes));
    const second = at.add(stacks[kind].selector);
    f.set(selector, readTaskState(f, scope, cpu, second, 2).low32());
  };
  f.if(
    isWideTaskState(cpu),
    () => read('wide', 4),
    () => read('narrow', 2),
  );
  loadStackSegment(f, scope, cpu, selector, ring, ext);
  setStackPointer(f, cpu, pointer);
  f.return(0);
}

/** SS out of a TSS: what is wrong with it is the TSS's fault (SDM 2A, CALL). */
function loadStackSegment(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  selector: Local,
  ring: Local,
  ext: Local,
): void {
  refuseIf(f, selector.and(0xfffc).isZero(), cpu, vector.ts, i32(0), ext);
  const { linear, descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.ts, ext);
  const attributes = attributesOf(f, descriptor);
  const wanted = attribute.notSystem | attribute.writable;
  const wrongKind = attributes.and(wanted | attribute.code).ne(wanted);
  const wrongRing = selector.and(3).ne(ring).or(attributes.shrU(5).and(3).ne(ring));
  refuseIf(f, wrongKind.or(wrongRing), cpu, vector.ts, selector, ext);
  f.if(attributes.and(attribute.present).isZero(), () => refuse(f, cpu, vector.ss, selector, ext));
  markAccessed(f, scope, cpu, linear, descriptor);
  fillSegment(f, cpu, i32(ss), selector, descriptor);
}

/** Sets the error code of an #SS that the stack of another ring has met. */
export function nameStack(f: FunctionBuilder, cpu: Local, isInner: Value, ext: Value): void {
  f.if(cell(cpu, cpuCell.faultVector).eq(vector.ss), () => {
    const selector = load('i32', 4, cpu, ss + segmentCell.selector).and(0xfffc);
    f.store(4, cpu, select(isInner, selector, i32(0)).or(ext), cpuCell.faultCode);
  });
}

export function defineTaskState(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.loadInnerStack, (f, cpu, ring, ext) => loadInnerStack(f, scope, cpu, ring, ext));
}
