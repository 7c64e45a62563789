/**
 * Where pages of physical memory lie: RAM first, then the read-only memory that guests find below
 * 4 GiB. A frame is a page's place; where RAM and ROM are not concerned they are the same number.
 */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, load } from '../wasm/value.ts';
import { machineCell } from './layout.ts';

/** The first page above 4 GiB: read-only memory ends there. */
const romEnd = 2 ** 20;

const ramPages = (): Value => load('i32', 4, i32(0), machineCell.ramBytes).shrU(12);
const romPages = (): Value => load('i32', 4, i32(0), machineCell.romPages);

/** How many frames there are: those that can be read, and, without ROM, also written. */
export const framesFor = (writes: Value): Value => ramPages().add(romPages().mul(writes.isZero()));

/**
 * Turns the number of a page into that of its frame, in place. The pages right behind RAM change
 * places with those of ROM, so the same exchange leads back: `pageOfFrame`.
 */
export function toFrame(f: FunctionBuilder, page: Local): void {
  f.if(romPages(), () => {
    const distance = f.let(i32(romEnd).sub(romPages()).sub(ramPages()));
    const behind = f.let(page.sub(ramPages()));
    f.if(
      behind.ltU(romPages()),
      () => f.set(page, page.add(distance)),
      () => f.if(behind.sub(distance).ltU(romPages()), () => f.set(page, page.sub(distance))),
    );
  });
}

/** The same exchange outside of the generated code. */
export function pageOfFrame(
  frame: number,
  size: { readonly ramPages: number; readonly romPages: number },
): number {
  const first = romEnd - size.romPages;
  if (frame >= first && frame < romEnd) return frame - first + size.ramPages;
  const behind = frame - size.ramPages;
  return behind >= 0 && behind < size.romPages ? first + behind : frame;
}
