/** Far JMP and CALL, with call gates (SDM 3A 5.8), and returns to the same or an outer ring. */
import { cpuCell, segment, segmentCell, segmentIndex } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { absentThing } from '../absent-things.ts';
import { vector } from '../vectors.ts';
import { attribute } from './address.ts';
import { allOrNothing, goThroughGate, oldSelector, requireInside } from './gates.ts';
import { notReturning, outcome } from './names.ts';
import type { Scope } from './scope.ts';
import {
  attributesOf,
  fetchDescriptor,
  isLongMode,
  isProtected,
  readSystem,
  refuse,
  refuseIf,
} from './segments.ts';

/** Types of system descriptors (SDM 3A table 3-2); in long mode a call gate of 32 bits has 64. */
const systemType = { callGate16: 4, taskGate: 5, callGate: 12 } as const;
/** Task gates, and available TSSs of 16 and 32 bits: where legacy mode switches tasks. */
const taskTypes = (1 << systemType.taskGate) | (1 << 1) | (1 << 9);

/** A jump, or a call with the address it comes back to and the bytes of each word it pushes. */
interface Far {
  readonly f: FunctionBuilder;
  readonly scope: Scope;
  readonly cpu: Local;
  readonly selector: Local;
  readonly offset: Local;
  /** 0 for a jump. */
  readonly bytes: Local;
  readonly back: Local;
}

function transferFar(t: Far): void {
  const { f, scope, cpu, selector, offset, bytes, back } = t;
  const { routines: r } = scope;
  const direct = (): void => {
    const how = select(bytes, i32(notReturning.call), i32(notReturning.jump));
    f.if(f.call(r.loadCode, cpu, selector, offset, how), () => f.return(outcome.fault));
    f.if(bytes, () => {
      for (const word of [oldSelector().zeroExtend(), back]) {
        const done = f.call(r.pushLegacy, cpu, word, bytes);
        f.if(done.isZero(), () => f.return(outcome.fault));
      }
      requireInside(f, cpu, offset, i32(0));
    });
    f.return(0);
  };
  f.if(isProtected(cpu).isZero(), direct);
  refuseIf(f, selector.and(0xfffc).isZero(), cpu, vector.gp, i32(0));
  const { linear, descriptor } = fetchDescriptor(f, scope, cpu, selector, vector.gp);
  const attributes = attributesOf(f, descriptor);
  f.if(attributes.and(attribute.notSystem), direct);
  throughCallGate(t, linear, descriptor, attributes);
}

function throughCallGate(t: Far, linear: Local, descriptor: Local, attributes: Local): void {
  const { f, scope, cpu, selector } = t;
  const long = f.let(isLongMode(cpu).ne(0));
  const type = f.let(attributes.and(15));
  const isWide = type.eq(systemType.callGate);
  const isGate = isWide.or(long.isZero().and(type.eq(systemType.callGate16)));
  f.if(isGate.isZero(), () => {
    f.if(long.isZero().and(i32(taskTypes).shrU(type).and(1)), () => {
      f.run(scope.host.absent, cpu, i32(absentThing.taskSwitch));
    });
    refuse(f, cpu, vector.gp, selector);
  });
  const dpl = f.let(attributes.shrU(5).and(3));
  const tooInner = dpl.ltU(cell(cpu, cpuCell.cpl)).or(dpl.ltU(selector.and(3)));
  refuseIf(f, tooInner, cpu, vector.gp, selector);
  refuseIf(f, attributes.and(attribute.present).isZero(), cpu, vector.np, selector);
  const high = f.let(i64(0));
  f.if(long, () => f.set(high, upperHalf(t, linear)));
  const low = descriptor.and(0xffff);
  const offset = f.let(low.or(descriptor.shrU(48).shl(16)).or(high.shl(32)));
  const wideBytes = select(long, i32(8), i32(4));
  const isNarrow = type.eq(systemType.callGate16);
  f.if(isNarrow, () => f.set(offset, low));
  const gate = {
    selector: f.let(descriptor.shrU(16).low32().and(0xffff)),
    offset,
    bytes: f.let(select(isNarrow, i32(2), wideBytes)),
    ext: f.let(i32(0)),
  };
  const count = select(long, i32(0), descriptor.shrU(32).low32().and(31));
  const words = [oldSelector().zeroExtend(), t.back];
  f.if(
    t.bytes,
    () =>
      goThroughGate(f, scope, cpu, { ...gate, staysInRing: i32(0) }, { parameters: count, words }),
    () => goThroughGate(f, scope, cpu, { ...gate, staysInRing: i32(1) }, { words: [] }),
  );
  f.return(0);
}

/** Offset 63:32 of a gate of long mode; the type field of its upper half must be 0. */
function upperHalf({ f, scope, cpu, selector }: Far, linear: Local): Local {
  const inside = f.call(scope.routines.descriptorAddress, cpu, selector.add(8));
  refuseIf(f, inside.isZero(), cpu, vector.gp, selector);
  const at = f.let(linear.add(8));
  const upper = readSystem(f, scope.routines.translate, cpu, at, () => f.return(outcome.fault));
  refuseIf(f, upper.shrU(40).and(31).ne(0), cpu, vector.gp, selector);
  return upper;
}

/** (cpu, CS, rip, ring, SS): what RETF and IRET load when they change rings, or may. */
function goOutward(
  f: FunctionBuilder,
  { routines: r }: Scope,
  cpu: Local,
  selector: Local,
  offset: Local,
  ring: Local,
  stack: Local,
): void {
  const cpl = f.let(cell(cpu, cpuCell.cpl));
  f.if(f.call(r.loadCode, cpu, selector, offset, ring), () => f.return(outcome.fault));
  const failed = f.call(r.loadSegment, cpu, i32(segmentIndex.ss), stack);
  f.if(failed, () => f.return(outcome.fault));
  f.if(ring.ne(cpl), () => forgetInnerSegments(f, cpu, ring));
  f.return(0);
}

/** Data segments that the outer ring may not use become null (SDM 3A 5.8.6). */
function forgetInnerSegments(f: FunctionBuilder, cpu: Local, ring: Value): void {
  for (const name of ['es', 'ds', 'fs', 'gs'] as const) {
    const attributes = load('i32', 4, cpu, segment(name) + segmentCell.attributes);
    const dpl = attributes.shrU(5).and(3);
    const kind = attributes.and(attribute.code | attribute.expandDown);
    const conforming = kind.eq(attribute.code | attribute.expandDown);
    f.if(dpl.ltU(ring).and(conforming.isZero()), () => {
      f.store(4, cpu, i32(0), segment(name) + segmentCell.selector);
      f.store(4, cpu, i32(0), segment(name) + segmentCell.attributes);
    });
  }
}

export function defineFarTransfers(scope: Scope): void {
  const { module, routines: r } = scope;
  const transfer = module.function(r.transferFar.parameters, 'i32', (f, ...parameters) => {
    const [cpu, selector, offset, bytes, back] = parameters as [Local, Local, Local, Local, Local];
    transferFar({ f, scope, cpu, selector, offset, bytes, back });
  });
  module.define(r.transferFar, (f, cpu, selector, offset, bytes, back) =>
    allOrNothing(f, scope, cpu, () => f.call(transfer, cpu, selector, offset, bytes, back)),
  );
  const outward = module.function(r.goOutward.parameters, 'i32', (f, ...parameters) => {
    const [cpu, selector, offset, ring, stack] = parameters as [Local, Local, Local, Local, Local];
    goOutward(f, scope, cpu, selector, offset, ring, stack);
  });
  module.define(r.goOutward, (f, cpu, selector, offset, ring, stack) =>
    allOrNothing(f, scope, cpu, () => f.call(outward, cpu, selector, offset, ring, stack)),
  );
}
