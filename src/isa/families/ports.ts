/** IN, OUT, INS and OUTS (SDM 1 19.3, 19.5). */
import { accessKind } from '../../memory/access.ts';
import { machineCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Width } from '../flags.ts';
import { bytesOf } from '../operand.ts';
import type { Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { interceptPort } from '../svm/permission-maps.ts';
import { advance, elementStep, finish, pointer, rdi, rsi, unlessCountIsZero } from './string.ts';

/** I/O is for rings up to IOPL, for others as the TSS says. */
function requirePort(x: Context, port: Local, bytes: number): void {
  x.f.if(x.f.call(x.routines.openPort, x.cpu, port, i32(bytes)), () => x.go.fault());
}

const input = meaning('in', (x) => {
  const port = x.f.let(x.operand(1).read().and(0xffff));
  const bytes = x.width / 8;
  requirePort(x, port, bytes);
  interceptPort(x, port, bytes, 'in');
  const value = x.f.call(x.host.readPort, x.cpu, port, i32(bytes));
  x.operand(0).write(value);
});

const output = transfer('out', (x) => {
  const port = x.f.let(x.operand(0).read().and(0xffff));
  const bytes = x.width / 8;
  requirePort(x, port, bytes);
  interceptPort(x, port, bytes, 'out');
  x.f.run(x.host.writePort, x.cpu, port, i32(bytes), x.operand(1).read());
  x.go.nextAndLook();
});

/** There are no ports of 64 bits: REX.W does nothing. */
const portWidth = (x: Context): Width => (x.width === 64 ? 32 : x.width);
const portInDx = (x: Context): Local => x.f.let(x.register(2).low32().and(0xffff));

/** A device may have sent an event, or ended the run: look before the next step. */
function lookAfter(x: Context): void {
  const machine = (at: number): Value => load('i32', 4, i32(0), at);
  const left = machine(machineCell.counter).add(machine(machineCell.deferred));
  x.f.store(4, i32(0), left, machineCell.deferred);
  x.f.store(4, i32(0), i32(0), machineCell.counter);
}

/** The place in memory is known to be good before the device is asked, which happens once. */
const inputString = transfer('ins', (x) => {
  const { f } = x;
  const width = portWidth(x);
  const bytes = width / 8;
  const port = portInDx(x);
  requirePort(x, port, bytes);
  unlessCountIsZero(x);
  interceptPort(x, port, bytes, 'ins');
  const to = pointer(x, rdi, accessKind.write, bytes);
  x.translate(to, bytes, accessKind.write | accessKind.modify);
  const value = f.call(x.host.readPort, x.cpu, port, i32(bytes));
  const at = x.translate(to, bytes, accessKind.write);
  f.store(bytesOf(width), at, value);
  x.commit(at);
  lookAfter(x);
  advance(x, rdi, elementStep(x, bytes));
  finish(x, i64(1), false);
});

const outputString = transfer('outs', (x) => {
  const width = portWidth(x);
  const bytes = width / 8;
  const port = portInDx(x);
  requirePort(x, port, bytes);
  unlessCountIsZero(x);
  interceptPort(x, port, bytes, 'outs');
  const value = x.loadGuest(pointer(x, rsi, 0, bytes), width);
  x.f.run(x.host.writePort, x.cpu, port, i32(bytes), value);
  lookAfter(x);
  advance(x, rsi, elementStep(x, bytes));
  finish(x, i64(1), false);
});

// prettier-ignore
export const ports: readonly Row[] = [
  ...rows(input, 'E4 AL,Ib', 'E5 eAX,Ib', 'EC AL,DX', 'ED eAX,DX'),
  ...rows(output, 'E6 Ib,AL', 'E7 Ib,eAX', 'EE DX,AL', 'EF DX,eAX'),
  ...rows(inputString, '6C Xb ; rep', '6D Xz ; rep'),
  ...rows(outputString, '6E Xb ; rep', '6F Xz ; rep'),
];
