/** Far jumps, calls and returns (SDM 3A 5.8). */
import { cpuCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { vector } from '../vectors.ts';
import { farPointer } from './segments.ts';

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

/** RETF: to the same ring or, with SS:rSP on the stack, to an outer one (SDM 2B, RET). */
const returnFar = (hasImmediate: boolean): Meaning =>
  transfer(hasImmediate ? 'retfImmediate' : 'retf', (x) => {
    const { f, routines: r } = x;
    const old = f.let(x.cell(cpuCell.rsp, 8));
    const takeBack = (): void => {
      x.setCell(cpuCell.rsp, old, 8);
      x.go.fault();
    };
    const popped = (): Local => popOrElse(x, takeBack);
    const offset = popped();
    const selector = f.let(popped().low32().and(0xffff));
    const release = hasImmediate ? x.immediate(32).and(0xffff).zeroExtend() : i64(0);
    const cpl = f.let(x.cell(cpuCell.cpl));
    const inProtected = x.cell(cpuCell.cr0).and(1);
    const ring = f.let(selector.and(3));
    f.run(r.setStackPointer, x.cpu, x.cell(cpuCell.rsp, 8).add(release));
    f.if(inProtected.and(ring.ne(cpl)), () => {
      f.if(ring.ltU(cpl), () => {
        x.setCell(cpuCell.rsp, old, 8);
        x.raise(vector.gp, selector.and(0xfffc));
      });
      const rsp = popped();
      const ss = f.let(popped().low32().and(0xffff));
      x.setCell(cpuCell.rsp, old, 8);
      f.if(f.call(r.goOutward, x.cpu, selector, offset, ring, ss), () => x.go.fault());
      f.run(r.setStackPointer, x.cpu, rsp.add(release));
      x.go.jumpAndLook();
    });
    const moved = f.let(x.cell(cpuCell.rsp, 8));
    x.setCell(cpuCell.rsp, old, 8);
    f.if(f.call(r.loadCode, x.cpu, selector, offset, ring), () => x.go.fault());
    x.setCell(cpuCell.rsp, moved, 8);
    x.go.jump();
  });

// prettier-ignore
export const far: readonly Row[] = [
  ...rows(jumpFar('jmpFar', immediatePointer), 'EA Ap ; i64'),
  ...rows(callFar('callFar', immediatePointer), '9A Ap ; i64'),
  ...rows(jumpFar('jmpFarIndirect', farPointer), 'FF /5 Mv'),
  ...rows(callFar('callFarIndirect', farPointer), 'FF /3 Mv'),
  ...rows(returnFar(false), 'CB ; stack'),
  ...rows(returnFar(true), 'CA Iw ; stack v'),
];
