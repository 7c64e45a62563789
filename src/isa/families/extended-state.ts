/** Saving and restoring floating-point and vector state: FXSAVE, XSAVE, XCR0, MXCSR, EMMS (SDM 1 13). */
import { accessKind } from '../../memory/access.ts';
import { alignmentIsChecked } from '../../memory/alignment.ts';
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, modelCell, stateImage } from '../../memory/layout.ts';
import { vectorFlag } from '../vector-record.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { component, imageOffset as at, initialMxcsr, mxcsrMask } from '../state-image.ts';
import { mode64 } from '../routines/address.ts';
import { interceptIf } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { vector } from '../vectors.ts';

const cr0Bit = { em: 4, ts: 8 } as const;
const cr4Osxsave = 1 << 18;
const topOfStack = 0x3800;

const inImage = (offset: number): Value => load('i64', 8, i32(stateImage), offset);
const setInImage = (x: Context, offset: number, value: Value): void =>
  x.f.store(8, i32(stateImage), value, offset);

/** What vector instructions of this kind need too. */
function requireState(x: Context, flags: number): void {
  const allowed = x.f.call(x.routines.vectorState, x.cpu, i32(flags));
  x.f.if(allowed.isZero(), () => x.go.fault());
}

function requireAligned(x: Context, bytes: 16 | 64, kind: number): void {
  const address = x.address(8, kind);
  // Which of both comes where alignment is checked is left open (SDM 2A, FXSAVE): as on AMD.
  const isOdd = address.and(3).ne(0).and(isCanonical(x.cpu, address));
  if (bytes === 16) x.raiseIf(isOdd.and(alignmentIsChecked(x.cpu)), vector.ac);
  x.raiseIf(address.and(bytes - 1).ne(0), vector.gp);
}

function requireReach(x: Context, bytes: Value, kind: number): void {
  const reached = x.f.call(x.routines.stateReach, x.cpu, x.record, bytes, i32(kind));
  x.f.if(reached.isZero(), () => x.go.fault());
}

const store = (x: Context, from: number, end: Value | number): void =>
  x.f.run(x.routines.stateStore, x.cpu, x.record, from, end);

function fetch(x: Context, from: number, end: Value | number): void {
  const done = x.f.call(x.routines.stateLoad, x.cpu, x.record, from, end);
  x.f.if(done.isZero(), () => x.go.fault());
}

/** Outside of 64-bit code there are eight vector registers, and no others are touched. */
const vectorBytes = (x: Context): Value =>
  select(x.cell(cpuCell.mode).eq(mode64), i32(256), i32(128));

const hasWidePointers = (x: Context): Value => i32(x.width === 64 ? 1 : 0);

/** MXCSR of the image; bits of it that do not exist are #GP. */
function requireMxcsr(x: Context): Local {
  const value = x.f.let(load('i32', 4, i32(stateImage), at.mxcsr));
  x.raiseIf(value.and(~mxcsrMask), vector.gp);
  return value;
}

const copyVectors = (x: Context, cell: number, offset: number): void =>
  x.f.copyMemory(x.cpu.add(cell), i32(stateImage + offset), vectorBytes(x));

const clearVectors = (x: Context, cell: number): void =>
  x.f.fillMemory(x.cpu.add(cell), i32(0), vectorBytes(x));

/** All of the image must be there, even if none of its end is used. */
const legacyBytes = 512;

const requireFxsave = (x: Context): void =>
  x.raiseIf(x.cell(cpuCell.cr0).and(cr0Bit.em | cr0Bit.ts), vector.nm);

const fxsave = meaning('fxsave', (x) => {
  requireFxsave(x);
  requireAligned(x, 16, accessKind.write);
  const end = x.f.let(vectorBytes(x).add(at.xmm));
  requireReach(x, i32(legacyBytes), accessKind.write);
  x.f.run(x.routines.statePack, x.cpu, hasWidePointers(x));
  store(x, 0, end);
});

const fxrstor = meaning('fxrstor', (x) => {
  requireFxsave(x);
  requireAligned(x, 16, 0);
  requireReach(x, i32(legacyBytes), 0);
  fetch(x, 0, vectorBytes(x).add(at.xmm));
  x.setCell(cpuCell.mxcsr, requireMxcsr(x));
  x.f.run(x.routines.stateUnpackX87, x.cpu, hasWidePointers(x));
  copyVectors(x, cpuCell.xmm, at.xmm);
});

function requireXsave(x: Context): void {
  x.raiseIf(x.cell(cpuCell.cr4).and(cr4Osxsave).isZero(), vector.ud);
  x.raiseIf(x.cell(cpuCell.cr0).and(cr0Bit.ts), vector.nm);
}

/** The components that EDX:EAX asks for, of those that are enabled. */
const requested = (x: Context): Local => x.f.let(x.register(0).low32().and(x.cell(cpuCell.xcr0)));

const has = (components: Value, name: keyof typeof component): Value =>
  components.and(component[name]);

/** An image with these components, of which only AVX lies behind the header. */
const imageBytes = (components: Value): Value =>
  select(has(components, 'avx'), i32(at.end), i32(at.avx));

type Saving = 'xsave' | 'xsaveopt' | 'xsavec';

/** XSAVEOPT and XSAVEC leave out what is in its initial configuration (SDM 1 13.7 to 13.10). */
const save = (name: Saving): Meaning =>
  meaning(name, (x) => {
    const { f } = x;
    const isCompact = name === 'xsavec';
    requireXsave(x);
    requireAligned(x, 64, accessKind.write);
    const wanted = requested(x);
    requireReach(x, imageBytes(wanted), accessKind.write);
    fetch(x, at.components, at.compaction);
    const others = inImage(at.components).and(wanted.zeroExtend().not());
    const used = f.let(f.call(x.routines.stateInUse, x.cpu).and(wanted));
    if (isCompact) {
      const changed = x.cell(cpuCell.mxcsr).ne(initialMxcsr).mul(component.sse);
      f.set(used, used.or(changed.and(wanted)));
    }
    const present = f.let(isCompact ? used.zeroExtend() : others.or(used.zeroExtend()));
    f.run(x.routines.statePack, x.cpu, hasWidePointers(x));
    const written = name === 'xsave' ? wanted : used;
    f.if(has(written, 'x87'), () => {
      store(x, at.fcw, at.mxcsr);
      store(x, at.st, at.xmm);
    });
    const control = isCompact ? has(written, 'sse') : wanted.and(component.sse | component.avx);
    f.if(control, () => store(x, at.mxcsr, at.st));
    f.if(has(written, 'sse'), () => store(x, at.xmm, vectorBytes(x).add(at.xmm)));
    f.if(has(written, 'avx'), () => store(x, at.avx, vectorBytes(x).add(at.avx)));
    setInImage(x, at.components, present);
    setInImage(x, at.compaction, wanted.zeroExtend().or(1n << 63n));
    store(x, at.components, isCompact ? at.reserved : at.compaction);
  });

/** What is asked for and not in the image goes to its initial configuration (SDM 1 13.8). */
const restore = meaning('xrstor', (x) => {
  const { f } = x;
  requireXsave(x);
  requireAligned(x, 64, 0);
  const wanted = requested(x);
  requireReach(x, i32(at.avx), 0);
  fetch(x, at.components, at.avx);
  const enabled = f.let(x.cell(cpuCell.xcr0).zeroExtend());
  const compaction = f.let(inImage(at.compaction));
  const isCompact = f.let(compaction.shrU(63).low32());
  const listed = f.let(select(isCompact, compaction.and((1n << 63n) - 1n), enabled));
  x.raiseIf(listed.and(enabled.not()).ne(0), vector.gp);
  x.raiseIf(isCompact.isZero().and(compaction.ne(0)), vector.gp);
  x.raiseIf(inImage(at.components).and(listed.not()).ne(0), vector.gp);
  x.raiseIf(inImage(at.reserved).ne(0), vector.gp);
  const rest = f.let(i64(0));
  for (let place = at.reserved + 8; place < at.avx; place += 8)
    f.set(rest, rest.or(inImage(place)));
  x.raiseIf(isCompact.and(rest.ne(0)), vector.gp);
  const present = f.let(inImage(at.components).low32());
  // As on AMD: the standard form must be there to its end, also if nothing is loaded from there.
  const reached = select(isCompact, present, enabled.low32());
  requireReach(x, imageBytes(wanted.and(reached)), 0);
  const loaded = f.let(wanted.and(present));
  f.if(has(loaded, 'avx'), () => fetch(x, at.avx, vectorBytes(x).add(at.avx)));
  f.if(has(loaded, 'x87'), () => {
    fetch(x, at.fcw, at.mxcsr);
    fetch(x, at.st, at.xmm);
  });
  f.if(has(loaded, 'sse'), () => fetch(x, at.xmm, vectorBytes(x).add(at.xmm)));
  restoreMxcsr(x, { wanted, loaded, isCompact });
  const each = (name: keyof typeof component, take: () => void, clear: () => void): void =>
    f.if(has(wanted, name), () => f.if(has(loaded, name), take, clear));
  each(
    'x87',
    () => f.run(x.routines.stateUnpackX87, x.cpu, hasWidePointers(x)),
    () => f.run(x.routines.stateClearX87, x.cpu),
  );
  each(
    'sse',
    () => copyVectors(x, cpuCell.xmm, at.xmm),
    () => clearVectors(x, cpuCell.xmm),
  );
  each(
    'avx',
    () => copyVectors(x, cpuCell.ymmHigh, at.avx),
    () => clearVectors(x, cpuCell.ymmHigh),
  );
});

/** In the standard form MXCSR comes with SSE or AVX, whatever XSTATE_BV says (SDM 1 13.8.1). */
function restoreMxcsr(
  x: Context,
  { wanted, loaded, isCompact }: { wanted: Local; loaded: Local; isCompact: Local },
): void {
  const { f } = x;
  const standard = wanted.and(component.sse | component.avx);
  f.if(select(isCompact, has(loaded, 'sse'), standard), () => {
    fetch(x, at.mxcsr, at.st);
    x.setCell(cpuCell.mxcsr, requireMxcsr(x));
  });
  const cleared = isCompact.ne(0).and(has(wanted.and(loaded.not()), 'sse').ne(0));
  f.if(cleared, () => x.setCell(cpuCell.mxcsr, i32(initialMxcsr)));
}

/** XCR0, or with ECX 1 those of its components that are in use. */
const getXcr = meaning('xgetbv', (x) => {
  const { f } = x;
  x.raiseIf(x.cell(cpuCell.cr4).and(cr4Osxsave).isZero(), vector.ud);
  const number = x.register(1).low32();
  x.raiseIf(number.gtU(1), vector.gp);
  const value = f.let(x.cell(cpuCell.xcr0));
  f.if(number, () => f.set(value, value.and(f.call(x.routines.stateInUse, x.cpu))));
  x.setRegister(0, value.zeroExtend());
  x.setRegister(2, i64(0));
});

/** x87 is always enabled, and AVX not without SSE (SDM 2C, XSETBV). */
const setXcr = meaning('xsetbv', (x) => {
  const { f } = x;
  x.raiseIf(x.cell(cpuCell.cr4).and(cr4Osxsave).isZero(), vector.ud);
  x.requireRing0();
  interceptIf(x, exit.xsetbv);
  const value = f.let(x.register(0).low32());
  const known = load('i32', 4, i32(0), modelCell.xcr0);
  x.raiseIf(x.register(1).low32().or(x.register(2).low32()), vector.gp);
  x.raiseIf(value.and(known.not()).ne(0).or(has(value, 'x87').isZero()), vector.gp);
  x.raiseIf(has(value, 'avx').ne(0).and(has(value, 'sse').isZero()), vector.gp);
  x.setCell(cpuCell.xcr0, value.zeroExtend(), 8);
});

const loadMxcsr = (name: string, state: number): Meaning =>
  meaning(name, (x) => {
    requireState(x, state);
    const value = x.operand(0).read();
    x.raiseIf(value.and(~mxcsrMask), vector.gp);
    x.setCell(cpuCell.mxcsr, value);
  });

const storeMxcsr = (name: string, state: number): Meaning =>
  meaning(name, (x) => {
    requireState(x, state);
    x.operand(0).address(accessKind.write);
    x.operand(0).write(x.cell(cpuCell.mxcsr));
  });

/** All x87 registers become empty, and the first one the top (SDM 3A table 12-1). */
const emptyMmx = meaning('emms', (x) => {
  requireState(x, vectorFlag.mmx);
  x.setCell(cpuCell.fstat, x.cell(cpuCell.fstat).and(~topOfStack));
  x.setCell(cpuCell.ftag, i32(0));
});

const zeroUpper = meaning('vzeroupper', (x) => {
  requireState(x, vectorFlag.vex);
  clearVectors(x, cpuCell.ymmHigh);
});

const zeroAll = meaning('vzeroall', (x) => {
  requireState(x, vectorFlag.vex);
  clearVectors(x, cpuCell.xmm);
  clearVectors(x, cpuCell.ymmHigh);
});

// prettier-ignore
export const extendedState: readonly Row[] = [
  ...rows(fxsave, '0F AE /0 M ; np mem @fxsr'),
  ...rows(fxrstor, '0F AE /1 M ; np mem @fxsr'),
  ...rows(loadMxcsr('ldmxcsr', vectorFlag.sse), '0F AE /2 Md ; np mem @sse'),
  ...rows(storeMxcsr('stmxcsr', vectorFlag.sse), '0F AE /3 Md ; np mem @sse'),
  ...rows(loadMxcsr('vldmxcsr', vectorFlag.vex), 'VEX.128. 0F AE /2 Md ; np mem @avx'),
  ...rows(storeMxcsr('vstmxcsr', vectorFlag.vex), 'VEX.128. 0F AE /3 Md ; np mem @avx'),
  ...rows(save('xsave'), '0F AE /4 M ; np mem @xsave'),
  ...rows(restore, '0F AE /5 M ; np mem @xsave'),
  ...rows(save('xsaveopt'), '0F AE /6 M ; np mem @xsaveopt'),
  ...rows(save('xsavec'), '0F C7 /4 M ; np mem @xsavec'),
  ...rows(getXcr, '0F 01 D0 ; any np @xsave'),
  ...rows(setXcr, '0F 01 D1 ; any np @xsave'),
  ...rows(emptyMmx, '0F 77 ; any np @mmx'),
  ...rows(zeroUpper, 'VEX.128. 0F 77 ; any np @avx'),
  ...rows(zeroAll, 'VEX.256. 0F 77 ; any np @avx'),
];
