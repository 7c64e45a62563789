/** Far jumps, calls and returns (SDM 3A 5.8). */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, recordField } from '../../memory/layout.ts';
import { isIntel } from '../../memory/routine.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { vector } from '../vectors.ts';
import { farPointer } from './segments.ts';
import { stackSlot } from './stack.ts';

interface Pointer {
  readonly offset: Value;
  readonly selector: Value;
}

/** The pointer of EA and 9A is in the record: offset in the low half, selector above it. */
const immediatePointer = (x: Context): Pointer => ({
  offset: x.field(recordField.immediate, 4).zeroExtend(),
  selector: x.field(recordField.immediate + 4, 4),
});

function go(x: Context, { selector, offset }: Pointer, bytes: number, back: Value): void {
  const { f } = x;
  const failed = f.call(x.routines.transferFar, x.cpu, selector, offset, i32(bytes), back);
  f.if(failed, () => x.go.fault());
  x.go.jump();
}

const jumpFar = (name: string, pointer: (x: Context) => Pointer): Meaning =>
  transfer(name, (x) => go(x, pointer(x), 0, i64(0)));

const callFar = (name: string, pointer: (x: Context) => Pointer): Meaning =>
  transfer(name, (x) => go(x, pointer(x), x.width / 8, x.nextRip()));

/** Pops a word of the instruction's width; a refused one runs `refused`, which must leave. */
export function popOrElse(x: Context, refused: () => void): Local {
  if (!x.long) {
    const value = x.f.call(x.routines.popLegacy, x.cpu, i32(x.width / 8));
    x.f.if(x.cell(cpuCell.faultVector).geS(0), refused);
    return value;
  }
  const { value, finish } = x.pop(x.width);
  finish();
  return value;
}

/**
 * RETF: to the same ring or, with SS:rSP on the stack, to an outer one (SDM 2B, RET). Of the words
 * on the stack the selectors are read first, and all before any is judged: page faults tell. Only
 * Intel's CPUs refuse an inner ring before they look for SS:rSP (SDM 2B, RET; APM 3, RETF).
 */
const returnFar = (hasImmediate: boolean): Meaning =>
  transfer(hasImmediate ? 'retfImmediate' : 'retf', (x) => {
    const { f, routines: r } = x;
    const size = x.width / 8;
    const top = f.let(x.cell(cpuCell.rsp, 8));
    const word = (offset: Value): Local =>
      f.let(x.loadGuest(stackSlot(x, offset, 0), x.width, accessKind.stack).zeroExtend());
    const selector = f.let(word(top.add(size)).low32().and(0xffff));
    const offset = word(top);
    const release = hasImmediate ? x.immediate(32).and(0xffff).zeroExtend() : i64(0);
    const behind = f.let(top.add(2 * size).add(release));
    const cpl = f.let(x.cell(cpuCell.cpl));
    const ring = f.let(selector.and(3));
    f.if(x.cell(cpuCell.cr0).and(1).and(ring.ne(cpl)), () => {
      x.raiseIf(isIntel().and(ring.ltU(cpl)), vector.gp, selector.and(0xfffc));
      const ss = f.let(word(behind.add(size)).low32().and(0xffff));
      const rsp = word(behind);
      x.raiseIf(ring.ltU(cpl), vector.gp, selector.and(0xfffc));
      f.if(f.call(r.goOutward, x.cpu, selector, offset, ring, ss), () => x.go.fault());
      f.run(r.setStackPointer, x.cpu, rsp.add(release));
      x.go.jumpAndLook();
    });
    f.if(f.call(r.loadCode, x.cpu, selector, offset, ring), () => x.go.fault());
    f.run(r.setStackPointer, x.cpu, behind);
    x.go.jump();
  });

// prettier-ignore
export const far: readonly Row[] = [
  ...rows(jumpFar('jmpFar', immediatePointer), 'EA Ap ; i64'),
  ...rows(callFar('callFar', immediatePointer), '9A Ap ; i64'),
  ...rows(jumpFar('jmpFarIndirect', farPointer), 'FF /5 Mp'),
  ...rows(callFar('callFarIndirect', farPointer), 'FF /3 Mp'),
  ...rows(returnFar(false), 'CB ; stack'),
  ...rows(returnFar(true), 'CA Iw ; stack v'),
];
