/** The x87 environment in memory, in its four forms (SDM 1 8.1.10), and FNINIT. */
import { cpuCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Scope } from '../routines/scope.ts';
import { exponentOf, initialControl, isUsed, significandOf } from './words.ts';

/** Words of the environment in their order. */
const word = { control: 0, status: 1, tags: 2, fip: 3, fcs: 4, fdp: 5, fds: 6 } as const;
export const environmentWords = Object.keys(word).length;

const isReal = (cpu: Local): Value => cell(cpu, cpuCell.cr0).and(1).isZero();

/** Valid, zero, special or empty (SDM 1 8.1.7), by what the registers hold. */
function tags(f: FunctionBuilder, cpu: Local): void {
  const all = f.let(i32(0));
  const register = f.let(i32(8));
  f.while(register, () => {
    f.set(register, register.sub(1));
    const significand = f.let(significandOf(cpu, register));
    const exponent = f.let(exponentOf(cpu, register).and(0x7fff));
    const isOrdinary = exponent.ne(0x7fff).and(exponent.ne(0)).and(significand.ltS(0));
    const isZero = exponent.zeroExtend().or(significand).isZero();
    const inUse = select(isOrdinary, i32(0), select(isZero, i32(1), i32(2)));
    f.set(all, all.shl(2).or(select(isUsed(cpu, register), inUse, i32(3))));
  });
  f.return(all);
}

/** The upper half of an address, its last 4 or 16 bits kept, moved up to stand over an opcode. */
const upperOf = (address: Value, wide: Value): Value =>
  select(wide, address.shrU(16).and(0xffff), address.shrU(16).and(15)).shl(12);

/** (cpu, word, wide): reserved upper halves are ones. */
function environmentWord(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  at: Local,
  wide: Local,
): void {
  const ones = select(wide, i32(0xffff0000), i32(0));
  const give = (which: keyof typeof word, value: () => Value): void =>
    f.if(at.eq(word[which]), () => f.return(value()));
  give('control', () => cell(cpu, cpuCell.fctrl).or(ones));
  give('status', () => cell(cpu, cpuCell.fstat).or(ones));
  give('tags', () => f.call(scope.routines.x87Tags, cpu).or(ones));
  const opcode = f.let(cell(cpu, cpuCell.fop));
  f.if(isReal(cpu), () => {
    const linear = (selector: number, offset: number): Value =>
      cell(cpu, selector).shl(4).add(cell(cpu, offset));
    const code = f.let(linear(cpuCell.fcs, cpuCell.fip));
    const data = f.let(linear(cpuCell.fds, cpuCell.fdp));
    give('fip', () => code.and(0xffff).or(ones));
    give('fcs', () => upperOf(code, wide).or(opcode));
    give('fdp', () => data.and(0xffff).or(ones));
    f.return(upperOf(data, wide));
  });
  give('fip', () => cell(cpu, cpuCell.fip));
  give('fcs', () => cell(cpu, cpuCell.fcs).or(opcode.shl(16)));
  give('fdp', () => cell(cpu, cpuCell.fdp));
  f.return(cell(cpu, cpuCell.fds).or(ones));
}

/** From the tag word only which registers are empty is kept. */
function usedOf(f: FunctionBuilder, value: Local): Local {
  const used = f.let(i32(0));
  const register = f.let(i32(8));
  f.while(register, () => {
    f.set(register, register.sub(1));
    const tag = value.shrU(register.shl(1)).and(3);
    f.set(used, used.shl(1).or(tag.ne(3)));
  });
  return used;
}

/** (cpu, word, wide, value). Real mode's linear addresses come back with selectors of 0. */
function setEnvironmentWord(
  f: FunctionBuilder,
  scope: Scope,
  cpu: Local,
  at: Local,
  wide: Local,
  value: Local,
): void {
  const take = (which: keyof typeof word, body: () => void): void => f.if(at.eq(word[which]), body);
  const half = value.and(0xffff);
  const set = (offset: number, content: Value): void => f.store(4, cpu, content, offset);
  const setAddress = (offset: number, content: Value): void =>
    f.store(8, cpu, content.zeroExtend(), offset);
  take('control', () => set(cpuCell.fctrl, controlOf(value)));
  take('status', () => {
    set(cpuCell.fstat, half);
    f.run(scope.routines.x87Summarise, cpu);
  });
  take('tags', () => set(cpuCell.ftag, usedOf(f, value)));
  const offset = select(wide, value, half);
  const real = f.let(isReal(cpu));
  take('fip', () => setAddress(cpuCell.fip, select(real, half, offset)));
  take('fdp', () => setAddress(cpuCell.fdp, select(real, half, offset)));
  const upper = select(wide, value.shrU(12).and(0xffff), value.shrU(12).and(15)).shl(16);
  const addUpper = (at64: number): void => setAddress(at64, cell(cpu, at64).or(upper));
  take('fcs', () => {
    f.if(real, () => addUpper(cpuCell.fip));
    set(cpuCell.fcs, select(real, i32(0), half));
    const opcode = select(real, value, value.shrU(16));
    f.if(real.or(wide), () => set(cpuCell.fop, opcode.and(0x7ff)));
  });
  take('fds', () => {
    f.if(real, () => addUpper(cpuCell.fdp));
    set(cpuCell.fds, select(real, i32(0), half));
  });
}

/** Bit 6 reads as 1, bits 7 and 13 to 15 as 0. */
export const controlOf = (value: Value): Value => value.and(0x1f3f).or(0x40);

export function defineX87Environment(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.x87Tags, (f, cpu) => tags(f, cpu));
  module.define(r.x87Initialise, (f, cpu) => {
    f.store(4, cpu, i32(initialControl), cpuCell.fctrl);
    for (const offset of ['fstat', 'ftag', 'fop', 'fcs', 'fds'] as const)
      f.store(4, cpu, i32(0), cpuCell[offset]);
    for (const offset of ['fip', 'fdp'] as const)
      f.store(8, cpu, i32(0).zeroExtend(), cpuCell[offset]);
  });
  module.define(r.x87EnvironmentWord, (f, cpu, at, wide) =>
    environmentWord(f, scope, cpu, at, wide),
  );
  module.define(r.x87SetEnvironmentWord, (f, cpu, at, wide, value) =>
    setEnvironmentWord(f, scope, cpu, at, wide, value),
  );
}
