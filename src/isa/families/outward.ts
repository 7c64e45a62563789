/** What RETF and IRET share: popping the frame, and going to another ring (SDM 3A 5.8.6). */
import { cpuCell, segment, segmentCell, segmentIndex } from '../../memory/layout.ts';
import type { Local } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { attribute } from '../routines/address.ts';

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

export interface Target {
  readonly selector: Local;
  readonly offset: Local;
  readonly ring: Local;
  readonly ss: Local;
}

/** CS and SS of a return; CS goes back to what it was if SS cannot be loaded. */
export function goOutward(x: Context, { selector, offset, ring, ss }: Target): void {
  const { f } = x;
  const cs = segment('cs');
  const saved = [0, 8, 16].map((at) => f.let(load('i64', 8, x.cpu, cs + at)));
  const savedRip = f.let(x.cell(cpuCell.rip, 8));
  const cpl = f.let(x.cell(cpuCell.cpl));
  f.if(f.call(x.routines.loadCode, x.cpu, selector, offset, ring), () => x.go.fault());
  f.if(f.call(x.routines.loadSegment, x.cpu, i32(segmentIndex.ss), ss), () => {
    saved.forEach((value, at) => f.store(8, x.cpu, value, cs + at * 8));
    x.setCell(cpuCell.rip, savedRip, 8);
    f.run(x.routines.updateMode, x.cpu);
    x.go.fault();
  });
  f.if(ring.ne(cpl), () => forgetInnerSegments(x, ring));
}

/** Data segments that the outer ring may not use become null (SDM 3A 5.8.6). */
function forgetInnerSegments(x: Context, ring: Local): void {
  for (const name of ['es', 'ds', 'fs', 'gs'] as const) {
    const attributes = load('i32', 4, x.cpu, segment(name) + segmentCell.attributes);
    const dpl = attributes.shrU(5).and(3);
    const kind = attributes.and(attribute.code | attribute.expandDown);
    const conforming = kind.eq(attribute.code | attribute.expandDown);
    x.f.if(dpl.ltU(ring).and(conforming.isZero()), () => {
      x.setCell(segment(name) + segmentCell.selector, i32(0));
      x.setCell(segment(name) + segmentCell.attributes, i32(0));
    });
  }
}
