/** Decimal adjustments of AL and AX, and SALC: instructions of 16- and 32-bit code (SDM 1 7.3.2.4). */
import { cpuCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { carries, carryFlag, setFromParts } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { vector } from '../vectors.ts';

const al = (x: Context): Local => x.f.let(x.cell(cpuCell.registers, 1));
const ah = (x: Context): Local => x.f.let(x.cell(cpuCell.registers + 1, 1));
const setAl = (x: Context, value: Value): void => x.setCell(cpuCell.registers, value, 1);
const setAx = (x: Context, value: Value): void => x.setCell(cpuCell.registers, value, 2);

const auxiliaryCarry = 8;

/** Result flags of AL, with CF and AF as given; OF is undefined, and 0 here. */
function setFlags(x: Context, result: Value, cf: Value, af: Value): void {
  setFromParts(x.f, x.cpu, 8, result, cf, i32(0));
  const packed = x.cell(cpuCell.flagCarries, 8).or(af.mul(auxiliaryCarry).zeroExtend());
  x.setCell(cpuCell.flagCarries, x.f.let(packed), 8);
}

/** Whether the low digit is none, or was left by a carry. */
const lowDigitIsOff = (x: Context, value: Local): Local =>
  x.f.let(value.and(15).gtU(9).or(carries(x.cpu).low32().and(auxiliaryCarry).ne(0)));

/** DAA and DAS (SDM 2A): both digits of AL, after an addition or a subtraction. */
const adjustPacked = (name: 'daa' | 'das'): Meaning =>
  meaning(name, (x) => {
    const old = al(x);
    const low = lowDigitIsOff(x, old);
    const high = x.f.let(old.gtU(0x99).or(carryFlag(x.cpu)));
    const by = low.mul(6).add(high.mul(0x60));
    const result = x.f.let(name === 'daa' ? old.add(by) : old.sub(by));
    setAl(x, result);
    // A borrow of the low digit alone counts too; its carry never comes alone.
    const cf = name === 'daa' ? high : high.or(low.and(old.ltU(6)));
    setFlags(x, result, cf, low);
  });

/** AAA and AAS (SDM 2A): one digit in AL, the carry into AH. */
const adjustUnpacked = (name: 'aaa' | 'aas'): Meaning =>
  meaning(name, (x) => {
    const off = lowDigitIsOff(x, al(x));
    const ax = x.f.let(x.cell(cpuCell.registers, 2));
    const by = off.mul(0x106);
    setAx(x, (name === 'aaa' ? ax.add(by) : ax.sub(by)).and(0xff0f));
    setFlags(x, al(x), off, off);
  });

const base = (x: Context): Local => x.f.let(x.field(recordField.immediate, 1));

const splitDigits = meaning('aam', (x) => {
  const by = base(x);
  x.raiseIf(by.isZero(), vector.de);
  const value = al(x);
  const rest = x.f.let(value.remU(by));
  setAx(x, value.divU(by).shl(8).or(rest));
  setFlags(x, rest, i32(0), i32(0));
});

const joinDigits = meaning('aad', (x) => {
  const sum = x.f.let(
    al(x)
      .add(ah(x).mul(base(x)))
      .and(0xff),
  );
  setAx(x, sum);
  setFlags(x, sum, i32(0), i32(0));
});

/** Undocumented by Intel until lately: AL from CF. */
const setFromCarry = meaning('salc', (x) => setAl(x, select(carryFlag(x.cpu), i32(0xff), i32(0))));

// prettier-ignore
export const decimal: readonly Row[] = [
  ...rows(adjustPacked('daa'), '27 ; i64 any'),
  ...rows(adjustPacked('das'), '2F ; i64 any'),
  ...rows(adjustUnpacked('aaa'), '37 ; i64 any'),
  ...rows(adjustUnpacked('aas'), '3F ; i64 any'),
  ...rows(splitDigits, 'D4 Ib ; i64'),
  ...rows(joinDigits, 'D5 Ib ; i64'),
  ...rows(setFromCarry, 'D6 ; i64 any'),
];
