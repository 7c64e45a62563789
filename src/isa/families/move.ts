/** Moving data: MOV and its relatives, LEA, CMOVcc, SETcc, BSWAP, flags and AH (SDM 1 7.3.1). */
import { cpuCell, recordField, recordFlag } from '../../memory/layout.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { conditionNames, flagBit, signExtended } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { hot, meaning, row, rows } from '../row.ts';
import { interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';

const mov = hot('mov', (x) => {
  const value = x.operand(1).read();
  x.operand(0).write(value);
});

/** Brings a value of one width to the type of another. */
const fit = (value: Value, to: number): Value => (to === 64 ? value.zeroExtend() : value.low32());

const movzx = hot('movzx', (x) => {
  const value = x.operand(1).read();
  x.operand(0).write(fit(value, x.operand(0).width));
});

const movsx = hot('movsx', (x) => {
  const source = x.operand(1);
  const value = signExtended(source.read(), source.width);
  x.operand(0).write(fit(value, x.operand(0).width));
});

/** The address itself: no segment base, no access (SDM 2A, LEA). */
const lea = hot('lea', (x) => {
  const { f } = x;
  const register = (field: number): Value => {
    const at = x.cpu.add(x.field(field, 2));
    return x.at(at, 8);
  };
  const index = register(recordField.index).shl(x.field(recordField.scale, 1).zeroExtend());
  const displacement = x.field(recordField.displacement, 4).signExtend();
  const sum = f.let(register(recordField.base).add(index).add(displacement));
  f.if(x.field(recordField.flags, 1).and(recordFlag.complex), () => {
    f.set(sum, f.call(x.routines.offsetOf, x.cpu, x.record));
  });
  x.operand(0).write(fit(sum, x.operand(0).width));
});

const bswap = meaning('bswap', (x) => {
  const value = x.f.let(x.operand(0).read().zeroExtend());
  const byte = (at: number): Value => value.shrU(at * 8).and(0xff);
  const top = x.width / 8 - 1;
  let swapped = byte(top);
  for (let at = 0; at < top; at++) swapped = swapped.or(byte(at).shl((top - at) * 8));
  x.operand(0).write(fit(swapped, x.width));
});

/** The condition is the low four bits of the opcode, which the decoder leaves in `immediate`. */
const holds = (x: Context): Value =>
  x.f.call(x.routines.condition, x.cpu, x.field(recordField.immediate, 4));

const cmov = hot('cmov', (x) => {
  const source = x.operand(1).read();
  const old = x.operand(0).read();
  // A 32-bit CMOV clears the upper half even if the condition is false (SDM 2A, CMOVcc).
  x.operand(0).write(select(holds(x), source, old));
});

const setcc = hot('setcc', (x) => {
  const value = holds(x);
  x.operand(0).write(value);
});

const lahf = meaning('lahf', (x) => {
  const flags = x.f.call(x.routines.readFlags, x.cpu);
  x.f.store(1, x.cpu, flags, cpuCell.registers + 1);
});

const sahf = meaning('sahf', (x) => {
  const mask = flagBit.sf | flagBit.zf | flagBit.af | flagBit.pf | flagBit.cf;
  const old = x.f.call(x.routines.readFlags, x.cpu);
  const ah = x.register(0).low32().shrU(8).and(mask);
  x.f.run(x.routines.writeFlags, x.cpu, old.and(~mask).or(ah));
});

const nop: Meaning = hot('nop', () => undefined);
/** Hot, since waiting loops are made of it: hence the one test of a hot meaning for a guest. */
const pause: Meaning = hot('pause', (x) => interceptIf(x, exit.pause));
const nopOperand: Meaning = hot('nopOperand', () => undefined);

/** XLAT: AL from the table at DS:rBX. */
const xlat = meaning('xlat', (x) => {
  const { f } = x;
  const offset = f.let(x.register(3).add(x.register(0).and(0xff)).and(x.addressMask()));
  const at = x.field(recordField.segment, 2);
  const address = f.call(x.routines.segmentAddress, x.cpu, at, offset, i32(1));
  f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  const byte = x.loadGuest(address, 8);
  x.f.store(1, x.cpu, byte, cpuCell.registers);
});

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

// prettier-ignore
export const move: readonly Row[] = [
  ...rows(mov,
    '88 Eb,Gb', '89 Ev,Gv', '8A Gb,Eb', '8B Gv,Ev', 'A0 AL,Ob', 'A1 rAX,Ov', 'A2 Ob,AL',
    'A3 Ov,rAX', 'B0+r Zb,Ib', 'B8+r Zv,Iv', 'C6 /0 Eb,Ib', 'C7 /0 Ev,Iz'),
  ...rows(movzx, '0F B6 Gv,Eb', '0F B7 Gv,Ew'),
  ...rows(movsx, '0F BE Gv,Eb', '0F BF Gv,Ew', '63 Gv,Ed ; o64'),
  ...rows(lea, '8D Gv,M'),
  ...rows(bswap, '0F C8+r Zy'),
  ...rows(lahf, '9F ; any'),
  ...rows(sahf, '9E ; any'),
  ...rows(xlat, 'D7 Xb'),
  ...conditionNames.flatMap((_name, at) => [
    ...row(`0F ${hex(0x40 + at)} Gv,Ev`, cmov),
    ...row(`0F ${hex(0x90 + at)} Eb`, setcc),
  ]),
  ...rows(nop, '90 ; any plain'),
  ...rows(pause, 'F3. 90 ; any plain'),
  ...rows(nopOperand, '0F 1F Ev', '0F 18 Ev', '0F 19 Ev', '0F 1A Ev', '0F 1B Ev', '0F 1C Ev', '0F 1D Ev', '0F 1E Ev', '0F 0D M'),
];
