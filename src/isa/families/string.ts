/** String instructions (SDM 1 7.3.9): one iteration is one step, also under REP. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, machineCell, recordField, segment, tlbEntry } from '../../memory/layout.ts';
import { tlbSlot } from '../../memory/tlb.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { bytesOf, wordType } from '../operand.ts';
import { repeat } from '../repeat.ts';
import { flagBit, result, setFromCarries } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';

export const rsi = 6;
export const rdi = 7;
const rcx = 1;

const repeatOf = (x: Context): Value => x.field(recordField.scale, 1);

/** Linear address of [rSI] in the record's segment or of [rDI] in ES. */
export function pointer(x: Context, number: number, kind = 0, bytes = x.width / 8): Local {
  const { f } = x;
  const offset = f.let(x.register(number).and(x.addressMask()));
  const at = number === rdi ? i32(segment('es')) : x.field(recordField.segment, 2);
  const address = f.call(x.routines.segmentAddress, x.cpu, at, offset, i32(kind | bytes));
  f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  return address;
}

/** Signed distance of one element. */
export const elementStep = (x: Context, bytes = x.width / 8): Value =>
  select(x.cell(cpuCell.eflags).and(flagBit.df), i64(-bytes), i64(bytes));

export function advance(x: Context, number: number, by: Value): void {
  x.setCounter(number, x.register(number).add(by));
}

/**
 * Ends `done` iterations: counts down under REP and comes back while there is more to do, for SCAS
 * and CMPS only as long as ZF is as the prefix wants it.
 */
export function finish(x: Context, done: Value, comparing: boolean): void {
  const { f } = x;
  f.if(repeatOf(x), () => {
    x.setCounter(rcx, x.register(rcx).sub(done));
    const left = x.register(rcx).and(x.addressMask()).ne(0);
    const equal = result(x.cpu).isZero();
    const goesOn = comparing ? left.and(equal.eq(repeatOf(x).eq(repeat.whileEqual))) : left;
    f.if(goesOn, () => {
      x.setCell(cpuCell.repeating, x.rip().not(), 8);
      x.go.again();
    });
    x.setCell(cpuCell.repeating, i64(0), 8);
  });
  x.go.next();
}

/** A count of zero under REP does nothing at all. */
export function unlessCountIsZero(x: Context): void {
  const empty = x.register(rcx).and(x.addressMask()).isZero();
  x.f.if(repeatOf(x).ne(0).and(empty), () => x.go.next());
}

const goesBack = (x: Context): Value => x.cell(cpuCell.eflags).and(flagBit.df);

/**
 * How many iterations from here behave alike: inside one page on each side, and no more steps than
 * this turn has left. At least one; each counts as a step.
 */
function runLength(x: Context, pointers: readonly Local[]): Local {
  const { f } = x;
  const size = x.width / 8;
  const count = f.let(i32(1));
  f.if(repeatOf(x), () => {
    const wanted = x.register(rcx).and(x.addressMask());
    f.set(count, select(wanted.gtU(0xffff), i64(0xffff), wanted).low32());
    for (const address of pointers) {
      const offset = f.let(address.low32().and(4095));
      const ahead = f.let(i32(4096).sub(offset).divU(size));
      // An element across the page's end is one of its own, whichever way it goes on.
      const behind = select(ahead, offset.divU(size).add(1), i32(0));
      const room = f.let(select(goesBack(x), behind, ahead));
      f.if(room.ltU(count), () => f.set(count, room));
    }
    // The step counter already took this instruction's first step.
    const steps = f.let(load('i32', 4, i32(0), machineCell.counter).add(1));
    f.if(steps.ltU(count), () => f.set(count, steps));
    f.if(count.isZero(), () => f.set(count, i32(1)));
  });
  return count;
}

function takeSteps(x: Context, count: Local): void {
  const counter = load('i32', 4, i32(0), machineCell.counter);
  x.f.store(4, i32(0), counter.sub(count).add(1), machineCell.counter);
}

/** Where the lowest of `count` elements lies, the first of which is at `at`. */
const lowest = (x: Context, at: Value, count: Value): Value =>
  select(goesBack(x), at.sub(count.sub(1).mul(x.width / 8)), at);

/** One run of STOS: writes `count` elements that all lie in the page of `at`. */
const stos = transfer('stos', (x) => {
  const { f, width } = x;
  unlessCountIsZero(x);
  const to = pointer(x, rdi, accessKind.write);
  const count = runLength(x, [to]);
  const at = x.translate(to, width / 8, accessKind.write);
  oneByOneUnlessPlain(x, at, to, count, true);
  const value = f.let(load(wordType(width), bytesOf(width), x.cpu, cpuCell.registers));
  const cursor = f.let(lowest(x, at, count));
  const left = f.let(count);
  f.while(left, () => {
    f.store(bytesOf(width), cursor, value);
    f.set(cursor, cursor.add(width / 8));
    f.set(left, left.sub(1));
  });
  x.commit(at);
  takeSteps(x, count);
  advance(x, rdi, count.zeroExtend().mul(elementStep(x)));
  finish(x, count.zeroExtend(), false);
});

/**
 * A run of several elements needs the whole of it to be plain RAM: no device, no watchpoint, no
 * decoded code. Otherwise the run is cut to one element, whose checks translate() has made.
 */
function oneByOneUnlessPlain(
  x: Context,
  at: Local,
  address: Local,
  count: Local,
  writes: boolean,
): void {
  const { f } = x;
  const slot = tlbSlot(x.cpu, address, x.user);
  const tag = load('i64', 8, slot, writes ? tlbEntry.write : tlbEntry.read);
  const plain = address.and(-4096).eq(tag).and(at.ne(machineCell.scratch));
  f.if(plain.isZero(), () => f.set(count, i32(1)));
}

const movs = transfer('movs', (x) => {
  const { f, width } = x;
  unlessCountIsZero(x);
  const from = pointer(x, rsi);
  const source = x.translate(from, width / 8, 0);
  const first = f.let(load(wordType(width), bytesOf(width), source));
  const to = pointer(x, rdi, accessKind.write);
  const count = runLength(x, [from, to]);
  oneByOneUnlessPlain(x, source, from, count, false);
  const at = x.translate(to, width / 8, accessKind.write);
  oneByOneUnlessPlain(x, at, to, count, true);
  f.store(bytesOf(width), at, first);
  const bytes = f.let(count.mul(width / 8));
  f.if(count.gtU(1), () =>
    f.if(
      goesBack(x),
      () => copyBackward(x, at, source, bytes),
      () => copyForward(x, at, source, bytes),
    ),
  );
  x.commit(at);
  takeSteps(x, count);
  const moved = f.let(count.zeroExtend().mul(elementStep(x)));
  advance(x, rsi, moved);
  advance(x, rdi, moved);
  finish(x, count.zeroExtend(), false);
});

/**
 * All elements but the first, which has been moved and may lie over its own source by now.
 * memory.copy acts as if through a buffer; overlapping moves must repeat what they wrote.
 */
function copyForward(x: Context, to: Local, from: Local, bytes: Local): void {
  const { f, width } = x;
  const size = width / 8;
  const distance = f.let(to.sub(from));
  f.if(
    distance.geU(bytes),
    () => f.copyMemory(to.add(size), from.add(size), bytes.sub(size)),
    () => {
      const cursor = f.let(i32(size));
      f.while(cursor.ltU(bytes), () => {
        f.store(
          bytesOf(width),
          to.add(cursor),
          load(wordType(width), bytesOf(width), from.add(cursor)),
        );
        f.set(cursor, cursor.add(width / 8));
      });
    },
  );
}

/** The same towards lower addresses. */
function copyBackward(x: Context, to: Local, from: Local, bytes: Local): void {
  const { f, width } = x;
  const size = width / 8;
  const rest = f.let(bytes.sub(size));
  f.if(
    from.sub(to).geU(bytes),
    () => f.copyMemory(to.sub(rest), from.sub(rest), rest),
    () => {
      const cursor = f.let(i32(size));
      f.while(cursor.ltU(bytes), () => {
        const element = load(wordType(width), bytesOf(width), from.sub(cursor));
        f.store(bytesOf(width), to.sub(cursor), element);
        f.set(cursor, cursor.add(size));
      });
    },
  );
}

const lods = transfer('lods', (x) => {
  unlessCountIsZero(x);
  const value = x.loadGuest(pointer(x, rsi), x.width);
  if (x.width >= 32) x.setRegister(0, value.zeroExtend());
  else x.f.store(bytesOf(x.width), x.cpu, value, cpuCell.registers);
  advance(x, rsi, elementStep(x));
  finish(x, i64(1), false);
});

/** Flags of a - b, as CMP sets them. */
function compare(x: Context, a: Local, b: Local): void {
  const r = x.f.let(a.sub(b));
  const borrowsOut = a.not().and(b).or(a.xor(b).not().and(r));
  setFromCarries(x.f, x.cpu, x.width, r, borrowsOut);
}

const scas = transfer('scas', (x) => {
  unlessCountIsZero(x);
  const value = x.loadGuest(pointer(x, rdi), x.width);
  compare(x, x.f.let(load(wordType(x.width), bytesOf(x.width), x.cpu, cpuCell.registers)), value);
  advance(x, rdi, elementStep(x));
  finish(x, i64(1), true);
});

const cmps = transfer('cmps', (x) => {
  unlessCountIsZero(x);
  const a = x.loadGuest(pointer(x, rsi), x.width);
  const b = x.loadGuest(pointer(x, rdi), x.width);
  compare(x, a, b);
  advance(x, rsi, elementStep(x));
  advance(x, rdi, elementStep(x));
  finish(x, i64(1), true);
});

const bothWidths = (stringMeaning: Meaning, opcode: number): Row[] => {
  const hex = (value: number): string => value.toString(16).toUpperCase();
  return rows(stringMeaning, `${hex(opcode)} Xb ; rep`, `${hex(opcode + 1)} Xv ; rep`);
};

export const string: readonly Row[] = [
  ...bothWidths(movs, 0xa4),
  ...bothWidths(cmps, 0xa6),
  ...bothWidths(stos, 0xaa),
  ...bothWidths(lods, 0xac),
  ...bothWidths(scas, 0xae),
];
