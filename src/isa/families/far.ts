/** Segment registers, far transfers, software interrupts and IRET (SDM 3A 5.8, 6.12 to 6.14). */
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
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { attribute } from '../routines/address.ts';
import { deliveryKind } from '../routines/delivery.ts';
import { outcome } from '../routines/names.ts';
import { vector } from '../vectors.ts';
import { changeableFlags, loadFlags } from './stack.ts';

const selectorOf = (x: Context, at: number): Value =>
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

const pushSegment = (name: keyof typeof segmentIndex): Meaning =>
  meaning(`push${name}`, (x) => x.push(selectorOf(x, segment(name)), x.width));

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

/** Offset and selector of a far pointer in memory. */
function farPointer(x: Context): { offset: Local; selector: Local } {
  const address = x.address(x.width / 8 + 2);
  const offset = x.f.let(x.loadGuest(address, x.width).zeroExtend());
  const behind = x.f.let(address.add(x.width / 8));
  return { offset, selector: x.loadGuest(behind, 16) };
}

/** LDS and its relatives: the register changes only if the segment could be loaded. */
const loadFarPointer = (name: keyof typeof segmentIndex): Meaning =>
  meaning(`l${name}`, (x) => {
    const { offset, selector } = farPointer(x);
    loadInto(x, i32(segmentIndex[name]), selector);
    x.operand(0).write(x.width === 64 ? offset : offset.low32());
  });

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

function popOrElse(x: Context, refused: () => void): Local {
  if (!x.long) {
    const value = x.f.call(x.routines.popLegacy, x.cpu, i32(x.width / 8));
    x.f.if(x.cell(cpuCell.faultVector).geS(0), refused);
    return value;
  }
  const { value, finish } = x.pop(x.width);
  finish();
  return value;
}

interface Target {
  readonly selector: Local;
  readonly offset: Local;
  readonly ring: Local;
  readonly ss: Local;
}

/** CS and SS of a return; CS goes back to what it was if SS cannot be loaded. */
function goOutward(x: Context, { selector, offset, ring, ss }: Target): void {
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

/** INT n, INT3, INT1 and INTO: through the IDT with a check of the gate's DPL. */
const softwareInterrupt = (name: string, number: (x: Context) => Value, kind: number): Meaning =>
  transfer(name, (x) => {
    const from = x.f.let(x.rip());
    x.setCell(cpuCell.rip, x.nextRip(), 8);
    const status = x.f.call(x.routines.deliver, x.cpu, number(x), i32(kind), i32(0));
    x.f.if(status.eq(outcome.jump), () => x.go.jump());
    x.setCell(cpuCell.rip, from, 8);
    x.go.fault();
  });

const interruptOnOverflow = transfer('into', (x) => {
  const flags = x.f.call(x.routines.readFlags, x.cpu);
  x.f.if(flags.and(flagBit.of).isZero(), () => x.go.next());
  const from = x.f.let(x.rip());
  x.setCell(cpuCell.rip, x.nextRip(), 8);
  const kind = i32(deliveryKind.software);
  const status = x.f.call(x.routines.deliver, x.cpu, i32(vector.of), kind, i32(0));
  x.f.if(status.eq(outcome.jump), () => x.go.jump());
  x.setCell(cpuCell.rip, from, 8);
  x.go.fault();
});

/** IRET opens the way for NMIs even if it faults afterwards (SDM 3A 6.7.1). */
const unblockNmis = (x: Context): void =>
  x.setCell(cpuCell.blocked, x.cell(cpuCell.blocked).and(1).shl(1));

/** The flags come last; from here on the IRET cannot be undone. */
function finishIret(x: Context, flags: Value, mask: Value): void {
  x.setCell(cpuCell.blocked, x.cell(cpuCell.blocked).and(1));
  loadFlags(x, flags, mask);
}

/** IRET in 64-bit code: always all five words (SDM 3A 6.14.3). */
const interruptReturnLong = transfer('iretLong', (x) => {
  const { f } = x;
  unblockNmis(x);
  const rsp = f.let(x.cell(cpuCell.rsp, 8));
  const bytes = x.width / 8;
  const word = (at: number): Local => {
    const address = at === 0 ? rsp : f.let(rsp.add(at * bytes));
    return f.let(x.loadGuest(address, x.width).zeroExtend());
  };
  const offset = word(0);
  const selector = f.let(word(1).low32().and(0xffff));
  const flags = f.let(word(2).low32());
  const newRsp = word(3);
  const ss = f.let(word(4).low32().and(0xffff));
  const ring = f.let(selector.and(3));
  x.raiseIf(ring.ltU(x.cell(cpuCell.cpl)), vector.gp, selector.and(0xfffc));
  const mask = f.let(changeableFlags(x, x.width));
  goOutward(x, { selector, offset, ring, ss });
  x.setCell(cpuCell.rsp, newRsp, 8);
  finishIret(x, flags, mask);
  f.if(x.cell(cpuCell.attention), () => x.go.jumpAndLook());
  x.go.jump();
});

/** IRET in 16- and 32-bit code: to the same ring or an outer one; no task return, no V86. */
const interruptReturn = transfer('iret', (x) => {
  const { f } = x;
  unblockNmis(x);
  const old = f.let(x.cell(cpuCell.rsp, 8));
  const takeBack = (): void => {
    x.setCell(cpuCell.rsp, old, 8);
    x.go.fault();
  };
  const offset = popOrElse(x, takeBack);
  const selector = f.let(popOrElse(x, takeBack).low32().and(0xffff));
  const flags = f.let(popOrElse(x, takeBack).low32());
  const ring = f.let(selector.and(3));
  const mask = f.let(changeableFlags(x, x.width));
  const inProtected = x.cell(cpuCell.cr0).and(1);
  f.if(inProtected.and(ring.gtU(x.cell(cpuCell.cpl))), () => {
    const rsp = popOrElse(x, takeBack);
    const ss = f.let(popOrElse(x, takeBack).low32().and(0xffff));
    x.setCell(cpuCell.rsp, old, 8);
    goOutward(x, { selector, offset, ring, ss });
    x.setCell(cpuCell.rsp, rsp, 8);
    finishIret(x, flags, mask);
    x.go.jumpAndLook();
  });
  const moved = f.let(x.cell(cpuCell.rsp, 8));
  x.setCell(cpuCell.rsp, old, 8);
  const tooInner = inProtected.and(ring.ltU(x.cell(cpuCell.cpl)));
  x.raiseIf(tooInner, vector.gp, selector.and(0xfffc));
  f.if(f.call(x.routines.loadCode, x.cpu, selector, offset, ring), () => x.go.fault());
  x.setCell(cpuCell.rsp, moved, 8);
  finishIret(x, flags, mask);
  x.go.jumpAndLook();
});

const int3 = (): Value => i32(vector.bp);

// prettier-ignore
export const far: readonly Row[] = [
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
  ...rows(jumpFar, 'EA Ap ; i64'),
  ...rows(callFar, '9A Ap ; i64 stack'),
  ...rows(jumpFarIndirect, 'FF /5 Mv'),
  ...rows(callFarIndirect, 'FF /3 Mv ; stack'),
  ...rows(returnFar(false), 'CB ; stack'),
  ...rows(returnFar(true), 'CA Iw ; stack v'),
  ...rows(softwareInterrupt('int3', int3, deliveryKind.software), 'CC ; any'),
  ...rows(softwareInterrupt('int', (x) => x.field(recordField.immediate, 1), deliveryKind.software), 'CD Ib'),
  ...rows(softwareInterrupt('int1', () => i32(vector.db), deliveryKind.external), 'F1 ; any'),
  ...rows(interruptOnOverflow, 'CE ; i64 any'),
  ...rows(interruptReturnLong, 'CF ; o64 stack'),
  ...rows(interruptReturn, 'CF ; i64'),
];
