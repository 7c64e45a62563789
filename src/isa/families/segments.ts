/** Segment registers and far pointers in memory (SDM 3A 3.4, 5.6; SDM 2B, MOV, POP, LDS). */
import { accessKind } from '../../memory/access.ts';
import {
  cpuCell,
  recordField,
  segment,
  segmentBytes,
  segmentCell,
  segmentIndex,
  shadowBit,
  trapDueBit,
} from '../../memory/layout.ts';
import { isIntel } from '../../memory/routine.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Width } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { vector } from '../vectors.ts';
import { setStackPointer, stackSlot } from './stack.ts';

/** The selector in a segment cell, as an i32. */
export const selectorOf = (x: Context, at: number): Value =>
  load('i32', 4, x.cpu, at + segmentCell.selector);

/** MOV r/m, Sreg. To memory always 16 bits; to a register zero-extended (SDM 2B, MOV). */
const storeSegment = meaning('movFromSegment', (x) => {
  const number = x.f.let(x.field(recordField.b, 2));
  x.raiseIf(number.gtU(segmentIndex.gs), vector.ud);
  const at = x.cpu.add(number.mul(segmentBytes));
  const value = x.f.let(load('i32', 4, at, cpuCell.segments + segmentCell.selector));
  const to = x.operand(0);
  if (to.isMemory) x.storeGuest(x.address(2, accessKind.write), 16, value);
  else to.write(to.width === 64 ? value.zeroExtend() : value);
});

/** Loads a segment register; interrupts wait for one instruction behind MOV SS and POP SS. */
function loadInto(x: Context, index: Value, selector: Value): void {
  x.f.if(x.f.call(x.routines.loadSegment, x.cpu, index, selector), () => x.go.fault());
}

function shadowAfter(x: Context, index: Value): void {
  x.f.if(index.eq(segmentIndex.ss), () => {
    // No single-step trap in between either, unlike behind STI (SDM 3A 6.8.3).
    const activity = x.cell(cpuCell.activity, 1).and(~trapDueBit).or(shadowBit);
    x.f.store(1, x.cpu, activity, cpuCell.activity);
    x.go.nextAndLook();
  });
}

const moveToSegment = meaning('movToSegment', (x) => {
  const index = x.f.let(x.field(recordField.a, 2));
  x.raiseIf(index.eq(segmentIndex.cs).or(index.gtU(segmentIndex.gs)), vector.ud);
  const source = x.operand(1);
  const selector = source.isMemory ? x.loadGuest(x.address(2), 16) : source.read();
  loadInto(x, index, selector.low32().and(0xffff));
  shadowAfter(x, index);
});

/**
 * AMD's CPUs extend the selector with zeros; Intel's write 16 bits of 32, and leave the others on the
 * stack as they were (SDM 2B, PUSH; APM 3, PUSH). Of the 64 in 64-bit code all are written by both.
 */
const pushSegment = (name: keyof typeof segmentIndex): Meaning =>
  meaning(`push${name}`, (x) => {
    const selector = selectorOf(x, segment(name));
    const whole = (): void => x.push(selector, x.width);
    if (x.width === 32) x.f.if(isIntel(), () => pushLowHalf(x, selector), whole);
    else whole();
  });

/** The stack pointer moves by a whole word, of which only the low 16 bits are touched. */
function pushLowHalf(x: Context, selector: Value): void {
  const top = x.f.let(x.cell(cpuCell.rsp, 8).sub(x.width / 8));
  const slot = stackSlot(x, top, accessKind.write, 2);
  x.storeGuest(slot, 16, selector, accessKind.stack);
  setStackPointer(x, top);
}

const popSegment = (name: keyof typeof segmentIndex): Meaning =>
  meaning(`pop${name}`, (x) => {
    const old = x.f.let(x.cell(cpuCell.rsp, 8));
    const { value, finish } = x.pop(x.width);
    finish();
    const moved = x.f.let(x.cell(cpuCell.rsp, 8));
    x.setCell(cpuCell.rsp, old, 8);
    loadInto(x, i32(segmentIndex[name]), value.low32().and(0xffff));
    x.setCell(cpuCell.rsp, moved, 8);
    shadowAfter(x, i32(segmentIndex[name]));
  });

function pointerAt(x: Context, address: Local, width: Width): { offset: Local; selector: Local } {
  const offset = x.f.let(x.loadGuest(address, width).zeroExtend());
  const behind = x.f.let(address.add(width / 8));
  return { offset, selector: x.loadGuest(behind, 16) };
}

/**
 * Offset and selector of a far pointer in memory. AMD's CPUs know none with an offset of 64 bits:
 * with REX.W it has 32 (APM 3, CALL, JMP and LSS).
 */
export function farPointer(x: Context): { offset: Local; selector: Local } {
  const { f } = x;
  const address = x.address(x.width / 8 + 2);
  if (x.width !== 64) return pointerAt(x, address, x.width);
  const offset = f.local('i64');
  const selector = f.local('i32');
  const take = (width: Width): void => {
    const pointer = pointerAt(x, address, width);
    f.set(offset, pointer.offset);
    f.set(selector, pointer.selector);
  };
  f.if(
    isIntel(),
    () => take(64),
    () => take(32),
  );
  return { offset, selector };
}

/** LDS and its relatives: the register changes only if the segment could be loaded. */
const loadFarPointer = (name: keyof typeof segmentIndex): Meaning =>
  meaning(`l${name}`, (x) => {
    const { offset, selector } = farPointer(x);
    loadInto(x, i32(segmentIndex[name]), selector);
    x.operand(0).write(x.width === 64 ? offset : offset.low32());
  });

// prettier-ignore
export const segmentRegisters: readonly Row[] = [
  ...rows(storeSegment, '8C Ev,Sw'),
  ...rows(moveToSegment, '8E Sw,Ev'),
  ...rows(pushSegment('es'), '06 ; i64 d64'),
  ...rows(popSegment('es'), '07 ; i64 d64'),
  ...rows(pushSegment('cs'), '0E ; i64 d64'),
  ...rows(pushSegment('ss'), '16 ; i64 d64'),
  ...rows(popSegment('ss'), '17 ; i64 d64'),
  ...rows(pushSegment('ds'), '1E ; i64 d64'),
  ...rows(popSegment('ds'), '1F ; i64 d64'),
  ...rows(pushSegment('fs'), '0F A0 ; d64'),
  ...rows(popSegment('fs'), '0F A1 ; d64'),
  ...rows(pushSegment('gs'), '0F A8 ; d64'),
  ...rows(popSegment('gs'), '0F A9 ; d64'),
  ...rows(loadFarPointer('es'), 'C4 Gv,M ; i64'),
  ...rows(loadFarPointer('ds'), 'C5 Gv,M ; i64'),
  ...rows(loadFarPointer('ss'), '0F B2 Gv,M'),
  ...rows(loadFarPointer('fs'), '0F B4 Gv,M'),
  ...rows(loadFarPointer('gs'), '0F B5 Gv,M'),
];
