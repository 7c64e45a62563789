/** GDTR, IDTR, LDTR and TR (SDM 3A 2.4). */
import { accessKind } from '../../memory/access.ts';
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, segment, segmentCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { fillSegment, isLongMode, readSystem } from '../routines/segments.ts';
import { interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { vector } from '../vectors.ts';
import { requireProtected } from './selectors.ts';

/** LGDT LIDT SGDT SIDT: 16-bit limit, then the base. */
const tableRegister = (x: Context): { limit: Local; base: Local } => {
  const address = x.address(x.long ? 10 : 6);
  const limit = x.loadGuest(address, 16);
  const second = x.f.let(address.add(2));
  const base = x.long ? x.loadGuest(second, 64) : x.f.let(x.loadGuest(second, 32).zeroExtend());
  if (!x.long && x.width === 16) x.f.set(base, base.and(0xffffff));
  return { limit, base };
};

const loadTable = (name: 'lgdt' | 'lidt', base: number, limit: number): Meaning =>
  meaning(name, (x) => {
    x.requireRing0();
    interceptIf(x, name === 'lgdt' ? exit.writeGdtr : exit.writeIdtr);
    const table = tableRegister(x);
    x.setCell(base, table.base, 8);
    x.setCell(limit, table.limit);
  });

/** CR4.UMIP keeps from ring 3 what would tell it where the system's tables are (SDM 3A 2.5). */
export function requireRing0UnderUmip(x: Context): void {
  const umip = x.cell(cpuCell.cr4).and(1 << 11);
  x.raiseIf(umip.ne(0).and(x.cell(cpuCell.cpl).ne(0)), vector.gp);
}

const storeTable = (name: 'sgdt' | 'sidt', base: number, limit: number): Meaning =>
  meaning(name, (x) => {
    requireRing0UnderUmip(x);
    interceptIf(x, name === 'sgdt' ? exit.readGdtr : exit.readIdtr);
    const address = x.address(x.long ? 10 : 6, accessKind.write);
    x.storeGuest(address, 16, x.cell(limit));
    const second = x.f.let(address.add(2));
    x.storeGuest(second, x.long ? 64 : 32, x.long ? x.cell(base, 8) : x.cell(base));
  });

/** LLDT and LTR: system descriptors of 16 bytes in long mode (SDM 3A 7.2.3). */
const loadSystemSegment = (name: 'lldt' | 'ltr'): Meaning =>
  meaning(name, (x) => {
    const { f } = x;
    requireProtected(x);
    x.requireRing0();
    interceptIf(x, name === 'ltr' ? exit.writeTr : exit.writeLdtr);
    const at = segment(name === 'ltr' ? 'tr' : 'ldtr');
    const selector = f.let(x.operand(0).read().and(0xffff));
    const isNull = selector.and(0xfffc).isZero();
    if (name === 'ltr') x.raiseIf(isNull, vector.gp);
    f.if(isNull, () => {
      f.store(4, x.cpu, selector, at + segmentCell.selector);
      f.store(4, x.cpu, i32(0), at + segmentCell.attributes);
      f.store(4, x.cpu, i32(0), at + segmentCell.limit);
      x.go.next();
    });
    const code = selector.and(0xfffc);
    const linear = f.call(x.routines.descriptorAddress, x.cpu, selector);
    x.raiseIf(linear.isZero().or(selector.and(4)), vector.gp, code);
    const descriptor = readDescriptor(x, linear);
    const attributes = f.let(descriptor.shrU(40).low32());
    const type = attributes.and(0x1f);
    const isLong = f.let(isLongMode(x.cpu).ne(0));
    const narrow = type.eq(descriptorType.narrowTss).and(isLong.isZero());
    const fits =
      name === 'ltr' ? type.eq(descriptorType.tss).or(narrow) : type.eq(descriptorType.ldt);
    x.raiseIf(fits.isZero(), vector.gp, code);
    x.raiseIf(attributes.and(0x80).isZero(), vector.np, code);
    const high = f.let(i64(0));
    f.if(isLong, () => {
      const inside = f.call(x.routines.descriptorAddress, x.cpu, selector.add(8));
      x.raiseIf(inside.isZero(), vector.gp, code);
      f.set(high, readDescriptor(x, linear.add(8)));
      const low = descriptor.shrU(56).shl(24);
      const noncanonical = isCanonical(x.cpu, f.let(low.or(high.shl(32)))).isZero();
      x.raiseIf(high.shrU(40).and(0x1f).ne(0).or(noncanonical), vector.gp, code);
    });
    // What TR holds is a busy TSS from now on, as its descriptor is (SDM 3C 26.3.1.2 wants it so).
    const held = name === 'ltr' ? f.let(descriptor.or(busyBit)) : descriptor;
    if (name === 'ltr') markBusy(x, linear);
    fillSegment(f, x.cpu, i32(at), selector, held);
    const base = load('i64', 8, x.cpu, at + segmentCell.base);
    f.store(8, x.cpu, base.or(high.shl(32)), at + segmentCell.base);
  });

/** An LDT, and available TSSs; those of 32 and of 64 bits have the same type (SDM 3A table 3-2). */
const descriptorType = { narrowTss: 1, ldt: 2, tss: 9 } as const;

/** In a descriptor of a TSS. */
const busyBit = 1n << 41n;

const readDescriptor = (x: Context, linear: Value): Local =>
  readSystem(x.f, x.routines.translate, x.cpu, x.f.let(linear), () => x.go.fault());

function markBusy(x: Context, linear: Local): void {
  const kind = accessKind.system | accessKind.write | accessKind.modify | 1;
  const at = x.f.call(x.routines.translate, x.cpu, linear.add(5), i32(kind));
  x.f.if(at.isZero(), () => x.go.fault());
  x.f.store(1, at, load('i32', 1, at).or(2));
  x.commit(at);
}

const storeSystemSegment = (name: 'sldt' | 'str'): Meaning =>
  meaning(name, (x) => {
    requireProtected(x);
    requireRing0UnderUmip(x);
    interceptIf(x, name === 'str' ? exit.readTr : exit.readLdtr);
    const at = segment(name === 'str' ? 'tr' : 'ldtr');
    const selector = load('i32', 4, x.cpu, at + segmentCell.selector);
    x.operand(0).write(x.width === 64 ? selector.zeroExtend() : selector);
  });

// prettier-ignore
export const descriptorTables: readonly Row[] = [
  ...rows(loadTable('lgdt', cpuCell.gdtrBase, cpuCell.gdtrLimit), '0F 01 /2 M ; stack'),
  ...rows(loadTable('lidt', cpuCell.idtrBase, cpuCell.idtrLimit), '0F 01 /3 M ; stack'),
  ...rows(storeTable('sgdt', cpuCell.gdtrBase, cpuCell.gdtrLimit), '0F 01 /0 M ; stack'),
  ...rows(storeTable('sidt', cpuCell.idtrBase, cpuCell.idtrLimit), '0F 01 /1 M ; stack'),
  ...rows(storeSystemSegment('sldt'), '0F 00 /0 Ev'),
  ...rows(storeSystemSegment('str'), '0F 00 /1 Ev'),
  ...rows(loadSystemSegment('lldt'), '0F 00 /2 Ew'),
  ...rows(loadSystemSegment('ltr'), '0F 00 /3 Ew'),
];
