/** Bit tests and scans (SDM 1 7.3.7). */
import { cpuCell, recordField, recordFlag } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { constant, i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { bytesOf, wordType } from '../operand.ts';
import { setCarry } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { accessKind } from '../../memory/access.ts';
import { load } from '../../wasm/value.ts';

type Change = ((value: Local, bit: Local) => Value) | undefined;

const changes: Readonly<Record<string, Change>> = {
  bt: undefined,
  bts: (value, bit) => value.or(bit),
  btr: (value, bit) => value.and(bit.not()),
  btc: (value, bit) => value.xor(bit),
};

/** CF gets the selected bit; then the bit changes. The other flags stay. */
function testAndChange(
  x: Context,
  value: Local,
  index: Local,
  write: (value: Value) => void,
  change: Change,
): void {
  const { f } = x;
  const selected = f.let(value.shrU(index).and(1).low32());
  if (change !== undefined) {
    const bit = f.let(constant(value.type, 1).shl(index));
    write(change(value, bit));
  }
  setCarry(f, x.cpu, selected);
}

/**
 * BT BTS BTR BTC. A bit number in a register may lie outside a memory operand: the word that
 * holds it is addressed relative to the operand (SDM 2A, BT).
 */
const bitTest = (name: string): Meaning =>
  meaning(name, (x) => {
    const { f, width } = x;
    const change = changes[name];
    const operand = x.operand(0);
    const number = x.operand(1).read();
    const inWord = f.let((width === 64 ? number.zeroExtend() : number).and(width - 1));
    if (!operand.isMemory || x.operand(1).form.kind === 'immediate') {
      const value = change === undefined ? operand.read() : operand.readToModify();
      testAndChange(x, value, inWord, (changed) => operand.write(changed), change);
      return;
    }
    const signed = width === 16 ? number.extend16S().signExtend() : number.signExtend();
    const words = signed.shrS(Math.log2(width)).mul(width / 8);
    const address = f.let(words);
    const writes = change === undefined ? 0 : accessKind.write;
    f.if(
      x.field(recordField.flags, 1).and(recordFlag.complex),
      () => {
        const offset = f.let(
          f.call(x.routines.offsetOf, x.cpu, x.record).add(words).and(x.addressMask()),
        );
        const at = x.field(recordField.segment, 2);
        f.set(
          address,
          f.call(x.routines.segmentAddress, x.cpu, at, offset, i32(writes | (width / 8))),
        );
        f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
      },
      () => f.set(address, operand.address().add(address)),
    );
    const kind = change === undefined ? 0 : accessKind.write | accessKind.modify;
    const at = x.translate(address, width / 8, kind);
    const value = f.let(load(wordType(width), bytesOf(width), at));
    testAndChange(
      x,
      value,
      inWord,
      (changed) => {
        f.store(bytesOf(width), at, changed);
        x.commit(at);
      },
      change,
    );
  });

/** BSF and BSR: a zero source sets ZF and leaves the destination as it is. */
const bitScan = (name: 'bsf' | 'bsr'): Meaning =>
  meaning(name, (x) => {
    const { f } = x;
    const source = x.operand(1).read();
    f.if(source.isZero().isZero(), () => {
      const top = (x.width === 64 ? 64 : 32) - 1;
      x.operand(0).write(name === 'bsf' ? source.ctz() : source.clz().xor(top));
    });
    // CF, OF, SF, AF and PF are undefined; only ZF says something.
    x.setCell(cpuCell.flagCarries, constant('i64', 0), 8);
    x.setCell(cpuCell.flagResult, source.zeroExtend().ne(0).zeroExtend(), 8);
  });

const popcnt = meaning('popcnt', (x) => {
  const source = x.operand(1).read();
  x.operand(0).write(source.popcnt());
  // ZF says whether the source was 0; all other flags become 0, PF by inversion of an even parity.
  x.setCell(cpuCell.flagCarries, constant('i64', 2), 8);
  x.setCell(cpuCell.flagResult, source.zeroExtend().ne(0).mul(3).zeroExtend(), 8);
});

export const bits: readonly Row[] = [
  ...rows(bitTest('bt'), '0F A3 Ev,Gv', '0F BA /4 Ev,Ib'),
  ...rows(bitTest('bts'), '0F AB Ev,Gv ; lock', '0F BA /5 Ev,Ib ; lock'),
  ...rows(bitTest('btr'), '0F B3 Ev,Gv ; lock', '0F BA /6 Ev,Ib ; lock'),
  ...rows(bitTest('btc'), '0F BB Ev,Gv ; lock', '0F BA /7 Ev,Ib ; lock'),
  ...rows(bitScan('bsf'), '0F BC Gv,Ev'),
  ...rows(bitScan('bsr'), '0F BD Gv,Ev'),
  ...rows(popcnt, 'F3. 0F B8 Gv,Ev'),
];
