/** SYSCALL, SYSRET, SYSENTER, SYSEXIT (SDM 3A 5.8.7; AMD APM 3): into ring 0 without the IDT. */
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, segment, segmentCell, trapDueBit } from '../../memory/layout.ts';
import { isIntel } from '../../memory/routine.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { attribute } from '../routines/address.ts';
import { eferBit, isLongMode } from '../routines/segments.ts';
import { vector } from '../vectors.ts';
import { loadFlags } from './stack.ts';

const { big, long, granularity } = attribute;
/** Accessed, present, flat: what these instructions load without reading a descriptor. */
const flatCode = 0x9b | granularity;
const flatData = 0x93 | granularity | big;

/** A flat segment under a selector; nothing is checked, the table may say something else. */
function loadFlat(x: Context, name: 'cs' | 'ss', selector: Value, attributes: Value): void {
  const at = segment(name);
  x.setCell(at + segmentCell.selector, selector.and(0xffff));
  x.setCell(at + segmentCell.base, i64(0), 8);
  x.setCell(at + segmentCell.limit, i32(-1));
  x.setCell(at + segmentCell.attributes, attributes);
}

const ringBits = (ring: 0 | 3): number => ring << 5;
const codeOf = (ring: 0 | 3, isLong: Value): Value =>
  select(isLong, i32(flatCode | long | ringBits(ring)), i32(flatCode | big | ringBits(ring)));

/**
 * The flags, after which a #DB is due if TF is set now, not before: a mask with TF keeps single
 * steps of ring 3 out of ring 0, and SYSRET ends the step of the SYSCALL (APM 3, SYSCALL).
 */
function finish(x: Context, rip: Value, flags: Value): void {
  const loaded = x.f.let(flags);
  x.setCell(cpuCell.rip, rip, 8);
  x.f.run(x.routines.updateMode, x.cpu);
  loadFlags(x, loaded, i32(-1));
  const others = x.cell(cpuCell.activity, 1).and(~trapDueBit);
  const due = loaded.and(flagBit.tf).ne(0).mul(trapDueBit);
  x.f.store(1, x.cpu, others.or(due), cpuCell.activity);
  x.go.jumpAndLook();
}

const protectedMode = (x: Context): Value => x.cell(cpuCell.cr0).and(1);
const sysCallsOff = (x: Context): Value => x.cell(cpuCell.efer).and(eferBit.sce).isZero();

/** STAR[47:32] is the selector for ring 0; Intel has it in 64-bit code only. */
const sysCall = transfer('syscall', (x) => {
  const { f } = x;
  const elsewhere = x.long ? i32(0) : isIntel();
  x.raiseIf(sysCallsOff(x).or(protectedMode(x).isZero()).or(elsewhere), vector.ud);
  const isLong = f.let(isLongMode(x.cpu).ne(0));
  const selector = f.let(x.cell(cpuCell.star + 4).and(0xffff));
  const old = f.call(x.routines.readFlags, x.cpu);
  const back = f.let(x.nextRip());
  x.setRegister(1, x.long ? back : back.and(0xffffffffn));
  const target = x.long ? x.cell(cpuCell.lstar, 8) : x.cell(cpuCell.cstar, 8);
  const rip = f.let(select(isLong, target, x.cell(cpuCell.star).zeroExtend()));
  f.if(isLong, () => x.setRegister(11, old.and(~flagBit.rf).zeroExtend()));
  const mask = select(isLong, x.cell(cpuCell.sfmask), i32(flagBit.if | flagBit.vm));
  loadFlat(x, 'cs', selector.and(0xfffc), codeOf(0, isLong));
  loadFlat(x, 'ss', selector.add(8), i32(flatData));
  finish(x, rip, old.and(mask.or(flagBit.rf).not()));
});

/**
 * STAR[63:48] is the selector for ring 3. AMD changes SS's selector only and leaves an address that
 * is not canonical to the fetch in ring 3; Intel loads all of SS, and refuses the address in ring 0.
 */
const sysReturn = transfer('sysret', (x) => {
  const { f } = x;
  const elsewhere = x.long ? i32(0) : isIntel();
  x.raiseIf(sysCallsOff(x).or(elsewhere), vector.ud);
  x.raiseIf(protectedMode(x).isZero().or(x.cell(cpuCell.cpl)), vector.gp);
  const toLong = x.long && x.width === 64;
  const rcx = f.let(x.register(1));
  if (toLong) {
    x.raiseIf(isIntel().and(isCanonical(x.cpu, rcx).isZero()), vector.gp);
  }
  const selector = f.let(x.cell(cpuCell.star + 4).shrU(16));
  const flags = x.long
    ? f.let(
        x
          .register(11)
          .low32()
          .and(~(flagBit.rf | flagBit.vm)),
      )
    : f.let(f.call(x.routines.readFlags, x.cpu).or(flagBit.if));
  loadFlat(x, 'cs', selector.add(toLong ? 16 : 0).or(3), codeOf(3, i32(toLong ? 1 : 0)));
  f.if(
    isIntel(),
    () => loadFlat(x, 'ss', selector.add(8).or(3), i32(flatData | ringBits(3))),
    () => x.setCell(segment('ss') + segmentCell.selector, selector.add(8).and(0xffff)),
  );
  finish(x, toLong ? rcx : rcx.and(0xffffffffn), flags.and(definedFlags));
});

const definedFlags = 0x3f7fd5;

/** IA32_SYSENTER_CS, where it may be used: AMD has these instructions in legacy mode only. */
function sysEnterSelector(x: Context): Local {
  const { f } = x;
  f.if(isLongMode(x.cpu).ne(0).and(isIntel().isZero()), () => x.raise(vector.ud));
  const selector = f.let(x.cell(cpuCell.sysenterCs).and(0xffff));
  x.raiseIf(protectedMode(x).isZero().or(selector.and(0xfffc).isZero()), vector.gp);
  return selector;
}

const sysEnter = transfer('sysenter', (x) => {
  const { f } = x;
  const selector = sysEnterSelector(x);
  const isLong = f.let(isLongMode(x.cpu).ne(0));
  const mask = select(isLong, i64(-1), i64(0xffffffffn));
  const flags = f.call(x.routines.readFlags, x.cpu);
  loadFlat(x, 'cs', selector.and(0xfffc), codeOf(0, isLong));
  loadFlat(x, 'ss', selector.and(0xfffc).add(8), i32(flatData));
  x.setCell(cpuCell.rsp, x.cell(cpuCell.sysenterEsp, 8).and(mask), 8);
  const rip = f.let(x.cell(cpuCell.sysenterEip, 8).and(mask));
  finish(x, rip, flags.and(~(flagBit.if | flagBit.rf | flagBit.vm)));
});

/** Back to RDX and RCX, in 64-bit code with REX.W, in 32-bit code without. */
const sysExit = transfer('sysexit', (x) => {
  const { f } = x;
  const selector = sysEnterSelector(x);
  x.requireRing0();
  const toLong = x.long && x.width === 64;
  const rip = f.let(toLong ? x.register(2) : x.register(2).and(0xffffffffn));
  const rsp = f.let(toLong ? x.register(1) : x.register(1).and(0xffffffffn));
  if (toLong) {
    const good = isCanonical(x.cpu, rip).and(isCanonical(x.cpu, rsp));
    x.raiseIf(good.isZero(), vector.gp);
  }
  const first = toLong ? 32 : 16;
  loadFlat(x, 'cs', selector.add(first).or(3), codeOf(3, i32(toLong ? 1 : 0)));
  loadFlat(x, 'ss', selector.add(first + 8).or(3), i32(flatData | ringBits(3)));
  x.setCell(cpuCell.rsp, rsp, 8);
  finish(x, rip, f.call(x.routines.readFlags, x.cpu).and(~flagBit.rf));
});

export const systemCalls: readonly Row[] = [
  ...rows(sysCall, '0F 05 ; stack any @syscall'),
  ...rows(sysReturn, '0F 07 ; stack @syscall'),
  ...rows(sysEnter, '0F 34 ; any @sep'),
  ...rows(sysExit, '0F 35 ; stack @sep'),
];
