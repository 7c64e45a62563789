/**
 * How an instruction gives way to the hypervisor: one test of a cell that is zero outside of a
 * guest (APM 2 15.7). The fault path takes the exit from there, so the instruction has not begun.
 */
import { guestCell } from '../../memory/guest-cells.ts';
import { cell } from '../../memory/routine.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';

/** Not zero if the CPU runs a guest whose hypervisor wants this exit code. */
export const intercepts = (cpu: Value, code: number): Value =>
  cell(cpu, guestCell.intercepts + (code >> 5) * 4).and(1 << (code & 31));

/** The same for `first + number`, where all of them lie in one word. */
export const interceptsNumbered = (cpu: Value, first: number, number: Value): Value =>
  cell(cpu, guestCell.intercepts + (first >> 5) * 4)
    .shrU(number.add(first & 31))
    .and(1);

export const inGuest = (cpu: Value): Value => cell(cpu, guestCell.guestAsid);

/** Leaves the instruction for the hypervisor, with EXITINFO1 and EXITINFO2. */
export function exitFrom(
  x: Context,
  code: Value,
  info1: Value = i64(0),
  info2: Value = i64(0),
): void {
  x.f.run(x.routines.noteExit, x.cpu, code, info1, info2, x.nextRip());
  x.go.fault();
}

/** Leaves the instruction if the hypervisor wants to know of it. */
export function interceptIf(x: Context, code: number, info1?: Value): void {
  x.f.if(intercepts(x.cpu, code), () => exitFrom(x, i32(code), info1));
}

/** The same for `first + number`. */
export function interceptNumbered(x: Context, first: number, number: Value): void {
  x.f.if(interceptsNumbered(x.cpu, first, number), () => exitFrom(x, number.add(first)));
}
