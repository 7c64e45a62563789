/** BMI1, BMI2, ADX, LZCNT and TZCNT (SDM 1 5.1.16, 7.3.7.3): three operands, and few flags. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { constant, i32, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { bytesOf, wordType } from '../operand.ts';
import {
  carryFlag,
  overflowFlag,
  setCarry,
  setCarryAndOverflow,
  setFromLogic,
  setFromParts,
} from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { vector } from '../vectors.ts';
import { highProduct } from '../float/wide.ts';

/** The register of VEX.vvvv, whose place is in the record's immediate. */
const thirdCell = (x: Context): Value => x.cpu.add(x.field(recordField.immediate, 4));
const third = (x: Context): Local =>
  x.f.let(load(wordType(x.width), bytesOf(x.width), thirdCell(x)));
const writeThird = (x: Context, value: Value): void =>
  x.f.store(8, thirdCell(x), value.zeroExtend());

/** A meaning with a VEX prefix, which real mode does not have (SDM 2A 2.3.1). */
const vex = (name: string, emit: (x: Context) => void): Meaning =>
  meaning(name, (x) => {
    x.raiseIf(x.cell(cpuCell.cr0).and(1).isZero(), vector.ud);
    emit(x);
  });

const wordOf = (x: Context, value: Value): Value => (x.width === 64 ? value.zeroExtend() : value);
const one = (x: Context): Value => constant(wordType(x.width), 1);
const zero = (x: Context): Value => constant(wordType(x.width), 0);

const andNot = vex('andn', (x) => {
  const source = x.operand(1).read();
  const r = x.f.let(third(x).not().and(source));
  x.operand(0).write(r);
  setFromLogic(x.f, x.cpu, x.width, r);
});

/** BLSR, BLSMSK, BLSI: the lowest set bit cleared, masked up to, or alone. */
const lowestBit = (name: string, result: (source: Local) => Value, onZero: boolean): Meaning =>
  vex(name, (x) => {
    const source = x.operand(0).read();
    const r = x.f.let(result(source));
    const carry = x.f.let(onZero ? source.isZero() : source.isZero().xor(1));
    writeThird(x, r);
    setFromParts(x.f, x.cpu, x.width, r, carry, i32(0));
  });

/** The lowest `count` bits set; all of them from the operand's width on. */
function lowBits(x: Context, count: Local): Value {
  const mask = one(x)
    .shl(wordOf(x, count.and(x.width - 1)))
    .sub(one(x));
  return select(count.geU(x.width), constant(wordType(x.width), -1), mask);
}

const extractField = vex('bextr', (x) => {
  const { f } = x;
  const source = x.operand(1).read();
  const control = f.let(third(x).low32());
  const start = f.let(control.and(0xff));
  const length = f.let(control.shrU(8).and(0xff));
  const shifted = source.shrU(wordOf(x, start.and(x.width - 1)));
  const field = f.let(select(start.geU(x.width), zero(x), shifted));
  const r = f.let(field.and(lowBits(x, length)));
  x.operand(0).write(r);
  setFromLogic(f, x.cpu, x.width, r);
});

const zeroHigh = vex('bzhi', (x) => {
  const { f } = x;
  const source = x.operand(1).read();
  const index = f.let(third(x).low32().and(0xff));
  const r = f.let(source.and(lowBits(x, index)));
  x.operand(0).write(r);
  setFromParts(f, x.cpu, x.width, r, f.let(index.geU(x.width)), i32(0));
});

const shiftWithoutFlags = (name: string, result: (value: Local, count: Value) => Value): Meaning =>
  vex(name, (x) => {
    const source = x.operand(1).read();
    x.operand(0).write(x.f.let(result(source, third(x).and(x.width - 1))));
  });

const rotateWithoutFlags = vex('rorx', (x) => {
  const source = x.operand(1).read();
  const count = wordOf(x, x.immediate(8).and(x.width - 1));
  x.operand(0).write(source.rotr(count));
});

/** The upper half is written last: it stays where both destinations are one (SDM 2B, MULX). */
const multiplyWithoutFlags = vex('mulx', (x) => {
  const { f } = x;
  const source = x.operand(1).read();
  if (x.width === 64) {
    const rdx = f.let(x.register(2));
    const high = f.let(highProduct(f, rdx, source));
    writeThird(x, rdx.mul(source));
    x.operand(0).write(high);
    return;
  }
  const product = f.let(x.register(2).and(0xffffffffn).mul(source.zeroExtend()));
  writeThird(x, product.and(0xffffffffn));
  x.operand(0).write(product.shrU(32).low32());
});

/** PDEP and PEXT: the bits of a mask, from the lowest up, and the low bits of the other value. */
const spread = (name: 'pdep' | 'pext'): Meaning =>
  vex(name, (x) => {
    const { f } = x;
    const mask = f.let(x.operand(1).read());
    const source = third(x);
    const r = f.let(zero(x));
    const place = f.let(one(x));
    f.while(mask.ne(0), () => {
      const lowest = f.let(mask.and(mask.negate()));
      const [from, to] = name === 'pdep' ? [place, lowest] : [lowest, place];
      f.if(source.and(from).ne(0), () => f.set(r, r.or(to)));
      f.set(mask, mask.xor(lowest));
      f.set(place, place.shl(1));
    });
    x.operand(0).write(r);
  });

/** ADCX and ADOX: two chains of carries, one in CF and one in OF; the other flags stay. */
const addWithCarry = (name: 'adcx' | 'adox'): Meaning =>
  meaning(name, (x) => {
    const { f } = x;
    const { width } = x.operand(0);
    const b = x.operand(1).read();
    const a = x.operand(0).read();
    const carry = f.let(name === 'adcx' ? carryFlag(x.cpu) : overflowFlag(x.cpu));
    const r = f.let(a.add(b).add(width === 64 ? carry.zeroExtend() : carry));
    const top = a.and(b).or(a.or(b).and(r.not()));
    const out = f.let(top.shrU(width - 1).low32());
    x.operand(0).write(r);
    if (name === 'adcx') setCarry(f, x.cpu, out);
    else setCarryAndOverflow(f, x.cpu, f.let(carryFlag(x.cpu)), out);
  });

/** LZCNT and TZCNT: CF says that the source was 0, ZF that the count is. */
const countZeros = (name: 'lzcnt' | 'tzcnt'): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const source = x.operand(1).read();
    const word = width === 16 ? 32 : width;
    const found = name === 'lzcnt' ? source.clz().sub(word - width) : source.ctz();
    const r = f.let(select(source.isZero(), constant(wordType(width), width), found));
    x.operand(0).write(r);
    setFromParts(f, x.cpu, width, r, f.let(source.isZero()), i32(0));
  });

const reversed = (x: Context, value: Local): Value => {
  const count = x.width / 8;
  const byte = (at: number): Value => value.shrU(at * 8).and(0xff);
  return Array.from({ length: count }, (_, at) => byte(at).shl((count - 1 - at) * 8)).reduce(
    (sum, part) => sum.or(part),
  );
};

const moveReversed = meaning('movbe', (x) => {
  const value = x.operand(1).read();
  if (x.operand(0).isMemory) x.operand(0).address(accessKind.write);
  x.operand(0).write(x.f.let(reversed(x, value)));
});

/** CRC-32C, reflected: the polynomial 11EDC6F41H, a bit at a time (SDM 2A, CRC32). */
const polynomial = 0x82f63b78 | 0;

const accumulateCrc = meaning('crc32', (x) => {
  const { f } = x;
  const source = x.operand(1);
  const value = f.let(source.read().zeroExtend());
  const crc = f.let(x.operand(0).read().low32().zeroExtend().xor(value));
  const left = f.let(i32(source.width));
  f.while(left, () => {
    const odd = crc.and(1).ne(0);
    const shifted = f.let(crc.shrU(1));
    const feedback = i32(polynomial).zeroExtend();
    f.set(crc, select(odd, shifted.xor(feedback), shifted));
    f.set(left, left.sub(1));
  });
  x.operand(0).write(x.operand(0).width === 64 ? crc : crc.low32());
});

// prettier-ignore
export const bmi: readonly Row[] = [
  ...rows(andNot, 'VEX. 0F 38 F2 Gy,Ey,By ; np @bmi1'),
  ...rows(lowestBit('blsr', (a) => a.and(a.sub(1)), true), 'VEX. 0F 38 F3 /1 Ey,By ; np @bmi1'),
  ...rows(lowestBit('blsmsk', (a) => a.xor(a.sub(1)), true), 'VEX. 0F 38 F3 /2 Ey,By ; np @bmi1'),
  ...rows(lowestBit('blsi', (a) => a.and(a.negate()), false), 'VEX. 0F 38 F3 /3 Ey,By ; np @bmi1'),
  ...rows(extractField, 'VEX. 0F 38 F7 Gy,Ey,By ; np @bmi1'),
  ...rows(countZeros('tzcnt'), 'F3. 0F BC Gv,Ev ; @bmi1'),
  ...rows(countZeros('lzcnt'), 'F3. 0F BD Gv,Ev ; @abm'),
  ...rows(zeroHigh, 'VEX. 0F 38 F5 Gy,Ey,By ; np @bmi2'),
  ...rows(spread('pext'), 'VEX. F3. 0F 38 F5 Gy,Ey,By ; @bmi2'),
  ...rows(spread('pdep'), 'VEX. F2. 0F 38 F5 Gy,Ey,By ; @bmi2'),
  ...rows(multiplyWithoutFlags, 'VEX. F2. 0F 38 F6 Gy,Ey,By ; @bmi2'),
  ...rows(shiftWithoutFlags('shlx', (a, by) => a.shl(by)), 'VEX. 66. 0F 38 F7 Gy,Ey,By ; @bmi2'),
  ...rows(shiftWithoutFlags('sarx', (a, by) => a.shrS(by)), 'VEX. F3. 0F 38 F7 Gy,Ey,By ; @bmi2'),
  ...rows(shiftWithoutFlags('shrx', (a, by) => a.shrU(by)), 'VEX. F2. 0F 38 F7 Gy,Ey,By ; @bmi2'),
  ...rows(rotateWithoutFlags, 'VEX. F2. 0F 3A F0 Gy,Ey,Ib ; @bmi2'),
  ...rows(addWithCarry('adcx'), '66. 0F 38 F6 Gy,Ey ; @adx'),
  ...rows(addWithCarry('adox'), 'F3. 0F 38 F6 Gy,Ey ; @adx'),
  ...rows(accumulateCrc, 'F2. 0F 38 F0 Gy,Eb', 'F2. 0F 38 F1 Gy,Ev'),
  ...rows(moveReversed, '0F 38 F0 Gv,Mv ; @movbe', '0F 38 F1 Mv,Gv ; @movbe'),
];
