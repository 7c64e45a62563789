/** The stack (SDM 1 6.2, 7.3.1.4): PUSH, POP, LEAVE, ENTER, flags and all registers at once. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, resumeBit, segment, shadowBit, trapBit } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, rows, transfer } from '../row.ts';
import { stackMask } from '../routines/address.ts';
import { interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { vector } from '../vectors.ts';

const push = hot('push', (x) => {
  const value = x.operand(0).read();
  x.push(value, x.width);
});

const fit = (x: Context, value: Value): Value => (x.width === 64 ? value : value.low32());

/** The stack pointer moves before the destination is written, so POP rSP keeps what it read. */
const popRegister = hot('pop', (x) => {
  const { value, finish } = x.pop(x.width);
  finish();
  x.operand(0).write(fit(x, value));
});

/** POP to memory: an address based on rSP uses the value after the pop (SDM 2B, POP). */
const popMemory = meaning('popMemory', (x) => {
  if (!x.operand(0).isMemory) {
    const { value, finish } = x.pop(x.width);
    finish();
    x.operand(0).write(fit(x, value));
    return;
  }
  const old = x.f.let(x.cell(cpuCell.rsp, 8));
  const { value, finish } = x.pop(x.width);
  finish();
  const moved = x.f.let(x.cell(cpuCell.rsp, 8));
  const kind = i32(accessKind.write | (x.width / 8));
  const address = x.f.call(x.routines.complexAddress, x.cpu, x.record, kind);
  x.setCell(cpuCell.rsp, old, 8);
  x.f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  x.storeGuest(address, x.width, fit(x, value));
  x.setCell(cpuCell.rsp, moved, 8);
});

const leave = hot('leave', (x) => {
  const { f } = x;
  const frame = f.let(x.register(5));
  if (x.long) {
    const value = x.loadGuest(frame, x.width, accessKind.stack);
    if (x.width === 64) x.setRegister(5, value);
    else f.store(2, x.cpu, value, cpuCell.registers + 5 * 8);
    x.setCell(cpuCell.rsp, frame.add(x.width / 8), 8);
    return;
  }
  const old = f.let(x.cell(cpuCell.rsp, 8));
  x.setCell(cpuCell.rsp, frame, 8);
  const value = f.call(x.routines.popLegacy, x.cpu, i32(x.width / 8));
  f.if(x.cell(cpuCell.faultVector).geS(0), () => {
    x.setCell(cpuCell.rsp, old, 8);
    x.go.fault();
  });
  if (x.width === 32) x.setRegister(5, value);
  else f.store(2, x.cpu, value, cpuCell.registers + 5 * 8);
});

/** Linear address of `bytes` at an offset in the stack segment, and faults of it as #SS. */
export function stackSlot(x: Context, offset: Value, kind: number, bytes = x.width / 8): Local {
  const { f } = x;
  if (x.long) return f.let(offset);
  const masked = f.let(offset.and(stackMask(x.cpu)));
  const ss = i32(segment('ss'));
  const linear = f.call(x.routines.segmentAddress, x.cpu, ss, masked, i32(kind | bytes));
  f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  return linear;
}

/** Faults as a push would, and changes nothing. */
export function probePush(x: Context): void {
  const size = x.width / 8;
  const address = stackSlot(x, x.cell(cpuCell.rsp, 8).sub(size), accessKind.write);
  x.translate(address, size, accessKind.write | accessKind.modify | accessKind.stack);
}

/** Moves the stack pointer, of which 16-bit stacks keep the upper part. */
export function setStackPointer(x: Context, value: Value): void {
  if (x.long) {
    x.setCell(cpuCell.rsp, value, 8);
    return;
  }
  const mask = stackMask(x.cpu);
  const kept = select(mask.eq(0xffff), x.cell(cpuCell.rsp, 8).and(~0xffff), i64(0));
  x.setCell(cpuCell.rsp, kept.or(value.and(mask)), 8);
}

/** ENTER: the old frame pointers of `levels` enclosing procedures go along (SDM 2A). */
const enter = meaning('enter', (x) => {
  const { f } = x;
  const size = x.width / 8;
  const top = f.let(x.cell(cpuCell.rsp, 8));
  const store = (value: Value): void => {
    f.set(top, top.sub(size));
    const address = stackSlot(x, top, accessKind.write);
    x.storeGuest(address, x.width, fit(x, value), accessKind.stack);
  };
  const levels = f.let(x.immediate(32).shrU(16).and(31));
  store(x.register(5));
  const frame = f.let(top);
  f.if(levels, () => {
    const enclosing = f.let(x.register(5));
    f.set(levels, levels.sub(1));
    f.while(levels, () => {
      f.set(enclosing, enclosing.sub(size));
      store(x.loadGuest(stackSlot(x, enclosing, 0), x.width, accessKind.stack).zeroExtend());
      f.set(levels, levels.sub(1));
    });
    store(frame);
  });
  const room = x.immediate(32).and(0xffff).zeroExtend();
  // The new top must be writable before anything counts.
  f.set(top, top.sub(room));
  x.translate(
    stackSlot(x, top, accessKind.write),
    size,
    accessKind.write | accessKind.modify | accessKind.stack,
  );
  if (x.width === 16) f.store(2, x.cpu, frame, cpuCell.registers + 5 * 8);
  else x.setRegister(5, x.width === 32 ? frame.and(0xffffffffn) : frame);
  setStackPointer(x, top);
});

/** RF and VM are not pushed (SDM 2B, PUSHF). */
const pushFlags = meaning('pushf', (x) => {
  interceptIf(x, exit.pushf);
  const flags = x.f.call(x.routines.readFlags, x.cpu);
  x.push(flags.and(~(flagBit.rf | flagBit.vm)), x.width);
});

/** Which flags code of a privilege level may change: IOPL only ring 0, IF only up to IOPL. */
export function changeableFlags(x: Context, width: number): Value {
  const always =
    flagBit.cf |
    flagBit.pf |
    flagBit.af |
    flagBit.zf |
    flagBit.sf |
    flagBit.tf |
    flagBit.df |
    flagBit.of |
    flagBit.nt |
    (width === 16 ? 0 : flagBit.ac | flagBit.id | flagBit.rf);
  const cpl = x.cell(cpuCell.cpl);
  const iopl = x.cell(cpuCell.eflags).shrU(12).and(3);
  return i32(always)
    .or(select(cpl.isZero(), i32(flagBit.iopl), i32(0)))
    .or(select(cpl.leU(iopl), i32(flagBit.if), i32(0)));
}

/** Sets the changeable flags, and has TF and RF looked at if they are among them. */
export function loadFlags(x: Context, flags: Value, mask: Value): void {
  const { f } = x;
  const changed = f.let(mask);
  const old = f.call(x.routines.readFlags, x.cpu);
  const value = f.let(old.and(changed.not()).or(flags.and(changed)));
  f.run(x.routines.writeFlags, x.cpu, value);
  const others = x.cell(cpuCell.activity, 1).and(~(trapBit | resumeBit));
  const traps = value.shrU(8).and(1).mul(trapBit);
  const resumes = value.shrU(16).and(1).mul(resumeBit);
  f.store(1, x.cpu, others.or(traps).or(resumes), cpuCell.activity);
}

const popFlags = transfer('popf', (x) => {
  interceptIf(x, exit.popf);
  const { value, finish } = x.pop(x.width);
  finish();
  loadFlags(x, value.low32().and(~flagBit.rf), changeableFlags(x, x.width));
  x.go.nextAndLook();
});

/** CLI and STI (SDM 2A, 2B); interrupts stay off for one instruction after an STI that set IF. */
const setInterrupts = (name: 'cli' | 'sti'): Meaning =>
  transfer(name, (x) => {
    const iopl = x.cell(cpuCell.eflags).shrU(12).and(3);
    x.raiseIf(x.cell(cpuCell.cpl).gtU(iopl), vector.gp);
    const flags = x.cell(cpuCell.eflags);
    if (name === 'cli') {
      x.setCell(cpuCell.eflags, flags.and(~flagBit.if));
      x.go.next();
      return;
    }
    x.f.if(flags.and(flagBit.if).isZero(), () => {
      x.setCell(cpuCell.eflags, flags.or(flagBit.if));
      x.f.store(1, x.cpu, x.cell(cpuCell.activity, 1).or(shadowBit), cpuCell.activity);
    });
    x.go.nextAndLook();
  });

const pushAll = meaning('pusha', (x) => {
  const { f } = x;
  const old = f.let(x.cell(cpuCell.rsp, 8));
  for (let number = 0; number < 8; number++) {
    const value = number === 4 ? old : x.register(number);
    f.if(f.call(x.routines.pushLegacy, x.cpu, value, i32(x.width / 8)).isZero(), () => {
      x.setCell(cpuCell.rsp, old, 8);
      x.go.fault();
    });
  }
});

const popAll = meaning('popa', (x) => {
  const { f } = x;
  const old = f.let(x.cell(cpuCell.rsp, 8));
  const values: Local[] = [];
  for (let number = 7; number >= 0; number--) {
    values[number] = f.call(x.routines.popLegacy, x.cpu, i32(x.width / 8));
    f.if(x.cell(cpuCell.faultVector).geS(0), () => {
      x.setCell(cpuCell.rsp, old, 8);
      x.go.fault();
    });
  }
  values.forEach((value, number) => {
    if (number === 4) return;
    if (x.width === 32) x.setRegister(number, value);
    else f.store(2, x.cpu, value, cpuCell.registers + number * 8);
  });
});

export const stack: readonly Row[] = [
  ...rows(push, '50+r Zv ; d64', '68 Iz ; d64', '6A Is ; d64', 'FF /6 Ev ; d64'),
  ...rows(popRegister, '58+r Zv ; d64'),
  ...rows(popMemory, '8F /0 Ev ; d64'),
  ...rows(leave, 'C9 ; d64'),
  ...rows(enter, 'C8 IwIb ; d64'),
  ...rows(pushFlags, '9C ; d64'),
  ...rows(popFlags, '9D ; d64'),
  ...rows(setInterrupts('cli'), 'FA ; any'),
  ...rows(setInterrupts('sti'), 'FB ; any'),
  ...rows(pushAll, '60 ; i64'),
  ...rows(popAll, '61 ; i64'),
];
