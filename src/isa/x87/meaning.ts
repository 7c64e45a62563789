/** How x87 meanings begin and end, and their operands (SDM 1 8.3). */
import { cpuCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { signExtended } from '../flags.ts';
import { FloatNumber, floatCell, format } from '../float/number.ts';
import type { Meaning } from '../row.ts';
import { meaning } from '../row.ts';
import { vector } from '../vectors.ts';
import { cr0Bit } from './words.ts';

/** An instruction that waits for earlier exceptions (#MF), and is no control instruction. */
export const x87 = (name: string, emit: (x: Context) => void): Meaning =>
  waiting(name, (x) => {
    emit(x);
    const memory = x.operandCount > 0 && x.operand(0).isMemory;
    x.f.run(x.routines.x87Note, x.cpu, x.record, i32(Number(memory)));
  });

/** An instruction that waits, and is forgotten: control instructions. */
export const waiting = (name: string, emit: (x: Context) => void): Meaning =>
  meaning(name, (x) => {
    x.f.if(x.f.call(x.routines.x87Begin, x.cpu), () => x.go.fault());
    emit(x);
  });

/** An instruction that does not wait: FN... */
export const notWaiting = (name: string, emit: (x: Context) => void): Meaning =>
  meaning(name, (x) => {
    x.raiseIf(x.cell(cpuCell.cr0).and(cr0Bit.em | cr0Bit.ts), vector.nm);
    emit(x);
  });

/** The number i of ST(i), from the opcode. */
export const stackNumber = (x: Context): Local => x.f.let(x.field(recordField.immediate, 4).and(7));

export const takeApart = (x: Context, to: number, number: Value): void =>
  x.f.run(x.routines.x87Unpack, x.cpu, i32(to), number);

/** Kinds of operands in memory: two formats of reals, three sizes of integers. */
export type MemoryKind = 'single' | 'double' | 'word' | 'doubleword' | 'quadword';

const integerWidths = { word: 16, doubleword: 32, quadword: 64 } as const;

/** Takes the memory operand apart into a cell of floatCell. */
export function loadMemory(x: Context, kind: MemoryKind, to: number): void {
  const { f, routines: r } = x;
  if (kind === 'single' || kind === 'double') {
    const bits = x.loadGuest(x.operand(0).address(), kind === 'single' ? 32 : 64);
    f.run(r.floatUnpack, i32(to), i32(format[kind]), bits.zeroExtend(), i32(0));
    return;
  }
  const width = integerWidths[kind];
  const integer = x.loadGuest(x.operand(0).address(), width);
  f.run(r.floatFromInteger, i32(to), signExtended(integer, width));
}

/** b becomes +0. */
export function secondIsZero(x: Context): void {
  const b = new FloatNumber(x.f, floatCell.b);
  b.become('zero', 0);
  b.set('denormal', 0);
}

/** 80 bits of guest memory as the result. */
export function loadExtended(x: Context): void {
  const at = x.translate(x.address(10), 10, 0);
  x.f.store(8, i32(0), load('i64', 8, at), floatCell.result);
  x.f.store(4, i32(0), load('i32', 2, at, 8), floatCell.resultHigh);
}
