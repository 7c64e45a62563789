/** x87 control: its words, its environment and its whole state in memory (SDM 1 8.3.9, 8.1.10). */
import { accessBytesMask, accessKind } from '../../memory/access.ts';
import { cpuCell } from '../../memory/layout.ts';
import type { AccessBytes, Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { exception } from '../float/number.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { vector } from '../vectors.ts';
import { controlOf, environmentWords } from '../x87/environment.ts';
import { notWaiting, waiting } from '../x87/meaning.ts';
import { cr0Bit, physical, registerAt, statusBit } from '../x87/words.ts';

const loadControl = waiting('fldcw', (x) => {
  const value = x.operand(0).read();
  x.setCell(cpuCell.fctrl, controlOf(value));
  x.f.run(x.routines.x87Summarise, x.cpu);
});

const storeControl = notWaiting('fnstcw', (x) => x.operand(0).write(x.cell(cpuCell.fctrl)));
const storeStatus = notWaiting('fnstsw', (x) => x.operand(0).write(x.cell(cpuCell.fstat)));
const statusToAx = notWaiting('fnstswAx', (x) =>
  x.setCell(cpuCell.registers, x.cell(cpuCell.fstat), 2),
);

const initialise = notWaiting('fninit', (x) => x.f.run(x.routines.x87Initialise, x.cpu));

const clearExceptions = notWaiting('fnclex', (x) => {
  const cleared = exception.all | statusBit.stackFault | statusBit.summary | statusBit.busy;
  x.setCell(cpuCell.fstat, x.cell(cpuCell.fstat).and(~cleared));
});

/** WAIT looks at CR0 in its own way (SDM 3A 2.5, table 2-2). */
const wait = meaning('wait', (x) => {
  const cr0 = x.cell(cpuCell.cr0);
  const both = cr0Bit.mp | cr0Bit.ts;
  x.raiseIf(cr0.and(both).eq(both), vector.nm);
  const isPending = x.cell(cpuCell.fstat).and(statusBit.summary).ne(0);
  x.raiseIf(isPending.and(cr0.and(cr0Bit.ne).ne(0)), vector.mf);
});

/** Bytes of one word of the environment, and whether it is the wide form. */
const wordBytes = (x: Context): AccessBytes => (x.width === 16 ? 2 : 4);
const isWide = (x: Context): Value => i32(Number(x.width !== 16));
const stateBytes = 8 * 10;

/**
 * Linear address of a piece of memory of `bytes`, both ends of which can be reached: nothing that
 * follows faults. Its first word is what has to be aligned (SDM 3A table 6-7).
 */
function piece(x: Context, bytes: number, kind: number): Local {
  x.translate(x.address(wordBytes(x), kind), wordBytes(x), kind);
  const address = x.address(Math.min(bytes, accessBytesMask), kind);
  // On a second page the 16-bit forms meet their last byte, the others the one it begins with.
  const end = x.f.let(address.add(bytes - 1));
  const crosses = end.xor(address).and(-4096).ne(0);
  const second = x.width === 16 ? end : x.f.let(select(crosses, end.and(-4096), end));
  x.translate(second, 1, kind);
  return address;
}

function storeEnvironment(x: Context, address: Local): void {
  const bytes = wordBytes(x);
  for (let word = 0; word < environmentWords; word++) {
    const value = x.f.call(x.routines.x87EnvironmentWord, x.cpu, i32(word), isWide(x));
    const at = x.f.let(address.add(word * bytes));
    x.storeGuest(at, bytes === 2 ? 16 : 32, value, accessKind.unaligned);
  }
}

/** Everything is read before anything is loaded. */
function loadEnvironment(x: Context, address: Local): void {
  const bytes = wordBytes(x);
  // Status comes after control: which exceptions are unmasked decides what is pending.
  for (let word = 0; word < environmentWords; word++) {
    const at = x.f.let(address.add(word * bytes));
    const value = x.loadGuest(at, bytes === 2 ? 16 : 32, accessKind.unaligned);
    x.f.run(x.routines.x87SetEnvironmentWord, x.cpu, i32(word), isWide(x), value);
  }
}

const environmentBytes = (x: Context): number => environmentWords * wordBytes(x);

const storeEnvironmentOnly = notWaiting('fnstenv', (x) => {
  storeEnvironment(x, piece(x, environmentBytes(x), accessKind.write));
  x.setCell(cpuCell.fctrl, x.cell(cpuCell.fctrl).or(exception.all));
  x.f.run(x.routines.x87Summarise, x.cpu);
});

const loadEnvironmentOnly = waiting('fldenv', (x) =>
  loadEnvironment(x, piece(x, environmentBytes(x), 0)),
);

/** Runs `body` for ST(0) to ST(7): where the register lies, and its place in memory. */
function eachRegister(
  x: Context,
  address: Local,
  body: (register: Local, place: Local) => void,
): void {
  const { f } = x;
  const place = f.let(address.add(environmentBytes(x)));
  const number = f.let(i32(0));
  f.while(number.ltU(8), () => {
    body(f.let(registerAt(x.cpu, physical(x.cpu, number)).add(cpuCell.x87)), place);
    f.set(place, place.add(10));
    f.set(number, number.add(1));
  });
}

const save = notWaiting('fnsave', (x) => {
  const address = piece(x, environmentBytes(x) + stateBytes, accessKind.write);
  storeEnvironment(x, address);
  eachRegister(x, address, (register, place) => {
    const at = x.translate(place, 10, accessKind.write | accessKind.unaligned);
    x.f.store(8, at, load('i64', 8, register));
    x.f.store(2, at, load('i32', 2, register, 8), 8);
    x.commit(at);
  });
  x.f.run(x.routines.x87Initialise, x.cpu);
});

const restore = waiting('frstor', (x) => {
  const address = piece(x, environmentBytes(x) + stateBytes, 0);
  loadEnvironment(x, address);
  eachRegister(x, address, (register, place) => {
    const at = x.translate(place, 10, accessKind.unaligned);
    x.f.store(8, register, load('i64', 8, at));
    x.f.store(8, register, load('i64', 2, at, 8), 8);
  });
});

/** Enable, disable and protected mode of the 8087 and 80287: nothing since (SDM 3B 22.18.9). */
const obsolete = (name: string): Meaning => notWaiting(name, () => undefined);

// prettier-ignore
export const x87Control: readonly Row[] = [
  ...rows(loadControl, 'D9 /5 Mw ; any @fpu'),
  ...rows(storeControl, 'D9 /7 Mw ; any @fpu'),
  ...rows(storeStatus, 'DD /7 Mw ; any @fpu'),
  ...rows(statusToAx, 'DF E0 ; any @fpu'),
  ...rows(initialise, 'DB E3 ; any @fpu'),
  ...rows(clearExceptions, 'DB E2 ; any @fpu'),
  ...rows(wait, '9B ; any @fpu'),
  ...rows(loadEnvironmentOnly, 'D9 /4 M ; v @fpu'),
  ...rows(storeEnvironmentOnly, 'D9 /6 M ; v @fpu'),
  ...rows(restore, 'DD /4 M ; v @fpu'),
  ...rows(save, 'DD /6 M ; v @fpu'),
  ...rows(obsolete('feni'), 'DB E0 ; any @fpu'),
  ...rows(obsolete('fdisi'), 'DB E1 ; any @fpu'),
  ...rows(obsolete('fsetpm'), 'DB E4 ; any @fpu'),
];
