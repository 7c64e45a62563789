/** INT, INTO and IRET (SDM 3A 6.4, 6.12 to 6.14). */
import { cpuCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { deliveryKind } from '../routines/delivery.ts';
import { absentThing, outcome } from '../routines/names.ts';
import { isLongMode } from '../routines/segments.ts';
import { vector } from '../vectors.ts';
import { popOrElse } from './far.ts';
import { changeableFlags, loadFlags } from './stack.ts';

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
  x.raiseIf(x.cell(cpuCell.eflags).and(flagBit.nt), vector.gp);
  x.raiseIf(ring.ltU(x.cell(cpuCell.cpl)), vector.gp, selector.and(0xfffc));
  const mask = f.let(changeableFlags(x, x.width));
  f.if(f.call(x.routines.goOutward, x.cpu, selector, offset, ring, ss), () => x.go.fault());
  f.run(x.routines.setStackPointer, x.cpu, newRsp);
  finishIret(x, flags, mask);
  f.if(x.cell(cpuCell.attention), () => x.go.jumpAndLook());
  x.go.jump();
});

/** NT asks for the task that called this one, VM for virtual-8086 mode: neither is there. */
function refuseTasks(x: Context, flags: Value): void {
  const refuse = (condition: Value, thing: number): void =>
    x.f.if(condition, () => {
      x.f.if(isLongMode(x.cpu).isZero(), () => x.f.run(x.host.absent, x.cpu, i32(thing)));
      x.raise(vector.gp);
    });
  refuse(x.cell(cpuCell.eflags).and(flagBit.nt), absentThing.taskSwitch);
  if (x.width === 16) return;
  const entersVirtual = flags.and(flagBit.vm).ne(0).and(x.cell(cpuCell.cpl).isZero());
  refuse(entersVirtual.and(isLongMode(x.cpu).isZero()), absentThing.virtual8086);
}

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
  f.if(inProtected, () => {
    const moved = f.let(x.cell(cpuCell.rsp, 8));
    x.setCell(cpuCell.rsp, old, 8);
    refuseTasks(x, flags);
    x.setCell(cpuCell.rsp, moved, 8);
  });
  f.if(inProtected.and(ring.gtU(x.cell(cpuCell.cpl))), () => {
    const rsp = popOrElse(x, takeBack);
    const ss = f.let(popOrElse(x, takeBack).low32().and(0xffff));
    x.setCell(cpuCell.rsp, old, 8);
    f.if(f.call(x.routines.goOutward, x.cpu, selector, offset, ring, ss), () => x.go.fault());
    f.run(x.routines.setStackPointer, x.cpu, rsp);
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
export const interrupts: readonly Row[] = [
  ...rows(softwareInterrupt('int3', int3, deliveryKind.software), 'CC ; any'),
  ...rows(softwareInterrupt('int', (x) => x.field(recordField.immediate, 1), deliveryKind.software), 'CD Ib'),
  ...rows(softwareInterrupt('int1', () => i32(vector.db), deliveryKind.external), 'F1 ; any'),
  ...rows(interruptOnOverflow, 'CE ; i64 any'),
  ...rows(interruptReturnLong, 'CF ; o64 stack'),
  ...rows(interruptReturn, 'CF ; i64'),
];
