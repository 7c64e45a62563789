/** INT, INTO and IRET (SDM 3A 6.4, 6.12 to 6.14). */
import { cpuCell, machineCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import { absentThing } from '../absent-things.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { tellVector } from '../routines/deliver.ts';
import { deliveryKind } from '../routines/delivery.ts';
import { outcome } from '../routines/names.ts';
import { isLongMode } from '../routines/segments.ts';
import { endDelivery, noteDelivery } from '../svm/events.ts';
import { inGuest, interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { vector } from '../vectors.ts';
import { popOrElse } from './far.ts';
import { changeableFlags, loadFlags } from './stack.ts';

/** Through the IDT with a check of the gate's DPL; a hypervisor may want to know of it before. */
function deliverSoftware(x: Context, number: Value, kind: number): void {
  const { f } = x;
  const guest = f.let(inGuest(x.cpu));
  const event = { number, kind: i32(kind), errorCode: i32(0) };
  f.if(guest, () => noteDelivery(f, x.cpu, event));
  tellVector(f, x.host, x.cpu, event);
  const from = f.let(x.rip());
  x.setCell(cpuCell.rip, x.nextRip(), 8);
  const status = f.call(x.routines.deliver, x.cpu, number, i32(kind), i32(0));
  f.if(status.eq(outcome.jump), () => {
    f.if(guest, () => endDelivery(f, x.cpu));
    // Somebody who was told may want the machine to stop here.
    f.if(load('i32', 4, i32(0), machineCell.exitReason), () => x.go.jumpAndLook());
    x.go.jump();
  });
  f.if(status.eq(outcome.jumpAndLook), () => x.go.jumpAndLook());
  x.setCell(cpuCell.rip, from, 8);
  x.go.fault();
}

interface SoftwareInterrupt {
  readonly name: string;
  readonly number: (x: Context) => Value;
  readonly kind: number;
  /** Exit codes that a hypervisor may ask for, in their order. */
  readonly exits: readonly number[];
}

/** INT n, INT3 and INT1. */
const softwareInterrupt = ({ name, number, kind, exits }: SoftwareInterrupt): Meaning =>
  transfer(name, (x) => {
    for (const code of exits) interceptIf(x, code);
    deliverSoftware(x, number(x), kind);
  });

const interruptOnOverflow = transfer('into', (x) => {
  const flags = x.f.call(x.routines.readFlags, x.cpu);
  x.f.if(flags.and(flagBit.of).isZero(), () => x.go.next());
  interceptIf(x, exit.exception + vector.of);
  deliverSoftware(x, i32(vector.of), deliveryKind.software);
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
  interceptIf(x, exit.iret);
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
  interceptIf(x, exit.iret);
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

const software = deliveryKind.software;
const int3 = softwareInterrupt({
  name: 'int3',
  number: () => i32(vector.bp),
  kind: software,
  exits: [exit.exception + vector.bp],
});
const int1 = softwareInterrupt({
  name: 'int1',
  number: () => i32(vector.db),
  kind: deliveryKind.external,
  exits: [exit.icebp, exit.exception + vector.db],
});
const intImmediate = softwareInterrupt({
  name: 'int',
  number: (x) => x.field(recordField.immediate, 1),
  kind: software,
  exits: [exit.softwareInterrupt],
});

// prettier-ignore
export const interrupts: readonly Row[] = [
  ...rows(int3, 'CC ; any'),
  ...rows(intImmediate, 'CD Ib'),
  ...rows(int1, 'F1 ; any'),
  ...rows(interruptOnOverflow, 'CE ; i64 any'),
  ...rows(interruptReturnLong, 'CF ; o64 stack'),
  ...rows(interruptReturn, 'CF ; i64'),
];
