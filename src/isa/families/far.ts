/** Far jumps, calls and returns (SDM 3A 5.8). */
import { cpuCell, recordField, segment } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { vector } from '../vectors.ts';
import { goOutward, popOrElse } from './outward.ts';
import { farPointer, selectorOf } from './segments.ts';

function farTransfer(x: Context, selector: Value, offset: Value): void {
  const failed = x.f.call(x.routines.loadCode, x.cpu, selector, offset, i32(-1));
  x.f.if(failed, () => x.go.fault());
  x.go.jump();
}

/** The pointer of EA and 9A is in the record: offset in the low half, selector above it. */
const immediatePointer = (x: Context): { offset: Value; selector: Value } => ({
  offset: x.field(recordField.immediate, 4).zeroExtend(),
  selector: x.field(recordField.immediate + 4, 4),
});

const jumpFar = transfer('jmpFar', (x) => {
  const { offset, selector } = immediatePointer(x);
  farTransfer(x, selector, offset);
});

const jumpFarIndirect = transfer('jmpFarIndirect', (x) => {
  const { offset, selector } = farPointer(x);
  farTransfer(x, selector, offset);
});

/** The return address is pushed first; a failing transfer takes the pushes back. */
function callFarTo(x: Context, selector: Local, offset: Local): void {
  const { f } = x;
  const old = f.let(x.cell(cpuCell.rsp, 8));
  const back = f.let(x.nextRip());
  x.push(selectorOf(x, segment('cs')), x.width);
  x.push(back, x.width);
  f.if(f.call(x.routines.loadCode, x.cpu, selector, offset, i32(-1)), () => {
    x.setCell(cpuCell.rsp, old, 8);
    x.go.fault();
  });
  x.go.jump();
}

const callFar = transfer('callFar', (x) => {
  const { offset, selector } = immediatePointer(x);
  callFarTo(x, x.f.let(selector), x.f.let(offset));
});

const callFarIndirect = transfer('callFarIndirect', (x) => {
  const { offset, selector } = farPointer(x);
  callFarTo(x, selector, offset);
});

/** RETF: to the same ring or, with SS:rSP on the stack, to an outer one (SDM 2B, RET). */
const returnFar = (hasImmediate: boolean): Meaning =>
  transfer(hasImmediate ? 'retfImmediate' : 'retf', (x) => {
    const { f } = x;
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
    f.if(inProtected.and(ring.ne(cpl)), () => {
      f.if(ring.ltU(cpl), () => {
        x.setCell(cpuCell.rsp, old, 8);
        x.raise(vector.gp, selector.and(0xfffc));
      });
      x.setCell(cpuCell.rsp, x.cell(cpuCell.rsp, 8).add(release), 8);
      const rsp = popped();
      const ss = f.let(popped().low32().and(0xffff));
      x.setCell(cpuCell.rsp, old, 8);
      goOutward(x, { selector, offset, ring, ss });
      x.setCell(cpuCell.rsp, rsp.add(release), 8);
      x.go.jumpAndLook();
    });
    const moved = f.let(x.cell(cpuCell.rsp, 8));
    x.setCell(cpuCell.rsp, old, 8);
    f.if(f.call(x.routines.loadCode, x.cpu, selector, offset, ring), () => x.go.fault());
    x.setCell(cpuCell.rsp, moved.add(release), 8);
    x.go.jump();
  });

// prettier-ignore
export const far: readonly Row[] = [
  ...rows(jumpFar, 'EA Ap ; i64'),
  ...rows(callFar, '9A Ap ; i64 stack'),
  ...rows(jumpFarIndirect, 'FF /5 Mv'),
  ...rows(callFarIndirect, 'FF /3 Mv ; stack'),
  ...rows(returnFar(false), 'CB ; stack'),
  ...rows(returnFar(true), 'CA Iw ; stack v'),
];
