/** The stack (SDM 1 6.2, 7.3.1.4): PUSH, POP, LEAVE, ENTER, flags and all registers at once. */
import { cpuCell, shadowBit, trapBit } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, rows, transfer } from '../row.ts';
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
  const old = x.f.let(x.cell(cpuCell.rsp, 8));
  const { value, finish } = x.pop(x.width);
  finish();
  const moved = x.f.let(x.cell(cpuCell.rsp, 8));
  const address = x.operand(0).address();
  x.setCell(cpuCell.rsp, old, 8);
  x.storeGuest(address, x.width, fit(x, value));
  x.setCell(cpuCell.rsp, moved, 8);
});

const leave = hot('leave', (x) => {
  const { f } = x;
  const frame = f.let(x.register(5));
  if (x.long) {
    const value = x.loadGuest(frame, 64);
    x.setRegister(5, value);
    x.setCell(cpuCell.rsp, frame.add(8), 8);
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

/** ENTER without nesting levels; compilers use no others. */
const enter = meaning('enter', (x) => {
  const { f } = x;
  const immediate = f.let(x.immediate(32));
  f.if(immediate.shrU(16).and(31), () => {
    x.f.run(x.host.unknown, x.cpu, x.record);
    x.raise(vector.ud);
  });
  const old = f.let(x.cell(cpuCell.rsp, 8));
  const frame = f.let(old.sub(x.width / 8));
  x.push(x.register(5), x.width);
  x.setRegister(5, frame);
  x.setCell(cpuCell.rsp, frame.sub(immediate.and(0xffff).zeroExtend()), 8);
});

/** RF and VM are not pushed (SDM 2B, PUSHF). */
const pushFlags = meaning('pushf', (x) => {
  const flags = x.f.call(x.routines.readFlags, x.cpu);
  x.push(flags.and(~(flagBit.rf | flagBit.vm)), x.width);
});

/** Which flags code of a privilege level may change: IOPL only ring 0, IF only up to IOPL. */
export function changeableFlags(x: Context, width: number): Value {
  const always =
    flagBit.cf | flagBit.pf | flagBit.af | flagBit.zf | flagBit.sf | flagBit.tf | flagBit.df |
    flagBit.of | flagBit.nt | (width === 16 ? 0 : flagBit.ac | flagBit.id | flagBit.rf); // prettier-ignore
  const cpl = x.cell(cpuCell.cpl);
  const iopl = x.cell(cpuCell.eflags).shrU(12).and(3);
  return i32(always)
    .or(select(cpl.isZero(), i32(flagBit.iopl), i32(0)))
    .or(select(cpl.leU(iopl), i32(flagBit.if), i32(0)));
}

/** Sets the changeable flags, and arms #DB after each instruction if TF is among them. */
export function loadFlags(x: Context, flags: Value, mask: Value): void {
  const { f } = x;
  const changed = f.let(mask);
  const old = f.call(x.routines.readFlags, x.cpu);
  const value = f.let(old.and(changed.not()).or(flags.and(changed)));
  f.run(x.routines.writeFlags, x.cpu, value);
  const armed = x.cell(cpuCell.activity, 1).and(~trapBit);
  f.store(1, x.cpu, armed.or(value.shrU(8).and(1).mul(trapBit)), cpuCell.activity);
}

const popFlags = transfer('popf', (x) => {
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
  const size = x.width / 8;
  const bottom = f.let(old.sub(8 * size));
  // The lowest slot first: if it can be written the rest of the page can, and faults change nothing.
  x.setCell(cpuCell.rsp, bottom.add(size), 8);
  const ok = f.call(x.routines.pushLegacy, x.cpu, x.register(7), i32(size));
  x.setCell(cpuCell.rsp, old, 8);
  f.if(ok.isZero(), () => x.go.fault());
  for (let number = 0; number < 8; number++) {
    const value = number === 4 ? old : x.register(number);
    f.if(f.call(x.routines.pushLegacy, x.cpu, value, i32(size)).isZero(), () => {
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
