/** What a CPU says of itself and keeps for itself: chance, ids, bases, rights, caches (SDM 1 5). */
import { accessKind } from '../../memory/access.ts';
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, recordField, segment, segmentCell } from '../../memory/layout.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit, setFromParts } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { readTimeStamp } from '../time-stamp.ts';
import { vector } from '../vectors.ts';

const cr4Bit = { tsd: 4, fsgsbase: 1 << 16, pcide: 1 << 17, pke: 1 << 22 } as const;
const control4 = (x: Context, bit: number): Value => x.cell(cpuCell.cr4).and(bit);

/** STAC and CLAC are #UD, not #GP, outside of ring 0 (SDM 2A, CLAC). */
const accessControl = (name: 'stac' | 'clac'): Meaning =>
  meaning(name, (x) => {
    x.raiseIf(x.cell(cpuCell.cpl), vector.ud);
    const others = x.cell(cpuCell.eflags).and(~flagBit.ac);
    x.setCell(cpuCell.eflags, name === 'stac' ? others.or(flagBit.ac) : others);
  });

const readKeys = meaning('rdpkru', (x) => {
  x.raiseIf(control4(x, cr4Bit.pke).isZero(), vector.ud);
  x.raiseIf(x.register(1).low32(), vector.gp);
  x.setRegister(0, x.cell(cpuCell.pkru).zeroExtend());
  x.setRegister(2, i64(0));
});

/** What the fast path allowed under the old rights has to be asked for again. */
const writeKeys = meaning('wrpkru', (x) => {
  x.raiseIf(control4(x, cr4Bit.pke).isZero(), vector.ud);
  x.raiseIf(x.register(1).low32().or(x.register(2).low32()), vector.gp);
  x.setCell(cpuCell.pkru, x.register(0).low32());
  x.f.run(x.routines.closeFastPaths, x.cpu);
});

/** INVPCID: types 0 to 3 (SDM 2A); a PCID nothing is known of has nothing to lose. */
const invalidateContext = transfer('invpcid', (x) => {
  const { f } = x;
  x.requireRing0();
  const raw = x.operand(0).read();
  const type = f.let(x.long ? raw : raw.and(0xffffffffn));
  const address = x.address(16);
  const context = x.loadGuest(address, 64);
  const linear = x.loadGuest(f.let(address.add(8)), 64);
  const noTags = control4(x, cr4Bit.pcide).isZero().and(context.ne(0));
  x.raiseIf(type.gtU(3).or(context.shrU(12).ne(0)), vector.gp);
  x.raiseIf(type.ltU(2).and(noTags), vector.gp);
  x.raiseIf(type.eq(0).and(isCanonical(x.cpu, linear).isZero()), vector.gp);
  const mark = f.call(x.routines.contextOf, x.cpu, context.low32());
  const known = mark.geS(0);
  f.if(type.eq(0).and(known), () => f.run(x.routines.flushPage, x.cpu, linear, mark, i32(0)));
  f.if(type.eq(1).and(known), () => f.run(x.routines.flushContext, x.cpu, mark));
  f.if(type.eq(3), () => f.run(x.routines.flushTlbKeepGlobal, x.cpu));
  f.if(type.eq(2), () => f.run(x.routines.flushTlb, x.cpu));
  x.setCell(cpuCell.rip, f.let(x.nextRip()), 8);
  x.go.jump();
});

/** The step of the counter, and the two multipliers, of the splitmix64 generator. */
const chanceStep = 0x9e3779b97f4a7c15n;
const chanceMix = [0xbf58476d1ce4e5b9n, 0x94d049bb133111ebn] as const;

/** The same numbers in every run: a counter in the CPU's state, mixed with the CPU's number. */
const randomNumber = (name: 'rdrand' | 'rdseed'): Meaning =>
  meaning(name, (x) => {
    const { f } = x;
    const counter = f.let(x.cell(cpuCell.chance, 8).add(chanceStep));
    x.setCell(cpuCell.chance, counter, 8);
    const mixed = f.let(counter.xor(x.cell(cpuCell.index).zeroExtend().shl(56)));
    f.set(mixed, mixed.xor(mixed.shrU(30)).mul(i64(chanceMix[0])));
    f.set(mixed, mixed.xor(mixed.shrU(27)).mul(i64(chanceMix[1])));
    f.set(mixed, mixed.xor(mixed.shrU(31)));
    x.operand(0).write(x.width === 64 ? mixed : mixed.low32());
    // CF: a number was there; the others become 0 (SDM 2B, RDRAND).
    setFromParts(f, x.cpu, 32, i32(1), i32(1), i32(0));
  });

const readTimeAndId = meaning('rdtscp', (x) => {
  x.raiseIf(control4(x, cr4Bit.tsd).ne(0).and(x.cell(cpuCell.cpl).ne(0)), vector.gp);
  interceptIf(x, exit.rdtscp);
  readTimeStamp(x);
  x.setRegister(1, x.cell(cpuCell.tscAux).zeroExtend());
});

const readId = meaning('rdpid', (x) => x.operand(0).write(x.cell(cpuCell.tscAux).zeroExtend()));

/** RDFSBASE and its relatives: user code's way to two segment bases, if CR4 lets it. */
const segmentBase = (name: 'fs' | 'gs', writes: boolean): Meaning =>
  meaning(`${writes ? 'wr' : 'rd'}${name}base`, (x) => {
    const at = segment(name) + segmentCell.base;
    x.raiseIf(control4(x, cr4Bit.fsgsbase).isZero(), vector.ud);
    if (!writes) {
      x.operand(0).write(x.width === 64 ? x.cell(at, 8) : x.cell(at));
      return;
    }
    const base = x.f.let(x.operand(0).read().zeroExtend());
    x.raiseIf(isCanonical(x.cpu, base).isZero(), vector.gp);
    x.setCell(at, base, 8);
  });

/** CLFLUSH and its relatives: there is no cache; they fault as reads of a byte do. */
const flushLine = meaning('clflush', (x) => {
  x.loadGuest(x.address(1), 8);
});

const moveNonTemporal = meaning('movnti', (x) => {
  const value = x.operand(1).read();
  x.operand(0).address(accessKind.write);
  x.operand(0).write(value);
});

const serialize = meaning('serialize', () => undefined);

/** MONITOR and MWAIT are #UD outside of ring 0; ECX names extensions (SDM 2B). */
const monitor = meaning('monitor', (x) => {
  x.raiseIf(x.cell(cpuCell.cpl), vector.ud);
  x.raiseIf(x.register(1).low32(), vector.gp);
  interceptIf(x, exit.monitor);
  const offset = x.f.let(x.register(0).and(x.addressMask()));
  const at = x.field(recordField.segment, 2);
  const linear = x.f.call(x.routines.segmentAddress, x.cpu, at, offset, i32(1));
  x.f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  x.loadGuest(linear, 8);
});

const monitorWait = meaning('mwait', (x) => {
  x.raiseIf(x.cell(cpuCell.cpl), vector.ud);
  x.raiseIf(x.register(1).low32().gtU(1), vector.gp);
  interceptIf(x, exit.mwait);
});

// prettier-ignore
export const processor: readonly Row[] = [
  ...rows(accessControl('clac'), '0F 01 CA ; any np @smap'),
  ...rows(accessControl('stac'), '0F 01 CB ; any np @smap'),
  ...rows(readKeys, '0F 01 EE ; any np @pku'),
  ...rows(writeKeys, '0F 01 EF ; any np @pku'),
  ...rows(invalidateContext, '66. 0F 38 82 Gq,M ; stack @invpcid'),
  ...rows(randomNumber('rdrand'), '0F C7 /6 Ev ; mod3 @rdrand'),
  ...rows(randomNumber('rdseed'), '0F C7 /7 Ev ; mod3 @rdseed'),
  ...rows(readId, 'F3. 0F C7 /7 Eq ; mod3 any @rdpid'),
  ...rows(readTimeAndId, '0F 01 F9 ; any np @rdtscp'),
  ...rows(segmentBase('fs', false), 'F3. 0F AE /0 Ey ; mod3 o64 @fsgsbase'),
  ...rows(segmentBase('gs', false), 'F3. 0F AE /1 Ey ; mod3 o64 @fsgsbase'),
  ...rows(segmentBase('fs', true), 'F3. 0F AE /2 Ey ; mod3 o64 @fsgsbase'),
  ...rows(segmentBase('gs', true), 'F3. 0F AE /3 Ey ; mod3 o64 @fsgsbase'),
  ...rows(flushLine, '0F AE /7 M ; np mem @clflush', '66. 0F AE /7 M ; mem @clflushopt', '66. 0F AE /6 M ; mem @clwb'),
  ...rows(moveNonTemporal, '0F C3 My,Gy ; np'),
  ...rows(serialize, '0F 01 E8 ; any np @serialize'),
  ...rows(monitor, '0F 01 C8 Xb ; any np @monitor'),
  ...rows(monitorWait, '0F 01 C9 ; any np @monitor'),
];
