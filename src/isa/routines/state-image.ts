/** Floating-point and vector state as an image in memory, put together and taken apart. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell, machineCell, stateImage } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import { v128, zeroVector } from '../../wasm/vector.ts';
import { component, imageOffset as at, initialControlWord, mxcsrMask } from '../state-image.ts';
import type { Scope } from './scope.ts';

const image = i32(stateImage);
const registerBytes = 16;
const topShift = 11;
const legacyBytes = 512;
/** FSW: an exception is pending, in both its bits. */
const summary = 0x8080;

const inImage = (offset: number, bytes: 1 | 2 | 4): Value => load('i32', bytes, image, offset);

/** Runs `body` with the image's and the CPU's place of each x87 register, ST(0) first. */
function eachX87(
  f: FunctionBuilder,
  cpu: Local,
  status: Value,
  body: (inImage: Value, inCpu: Value) => void,
): void {
  const top = f.let(status.shrU(topShift).and(7));
  for (let number = 0; number < 8; number++) {
    const physical = top.add(number).and(7).mul(registerBytes);
    body(i32(stateImage + at.st + number * registerBytes), cpu.add(physical).add(cpuCell.x87));
  }
}

function copyTen(f: FunctionBuilder, to: Value, from: Value): void {
  f.store(8, to, load('i64', 8, from));
  f.store(2, to, load('i32', 2, from, 8), 8);
}

function pack(f: FunctionBuilder, cpu: Local, wide: Local): void {
  f.store(2, image, cell(cpu, cpuCell.fctrl), at.fcw);
  f.store(2, image, cell(cpu, cpuCell.fstat), at.fsw);
  f.store(2, image, cell(cpu, cpuCell.ftag).and(0xff), at.ftw);
  f.store(2, image, cell(cpu, cpuCell.fop), at.fop);
  f.store(8, image, cell(cpu, cpuCell.fip, 8), at.fip);
  f.store(8, image, cell(cpu, cpuCell.fdp, 8), at.fdp);
  f.if(wide.isZero(), () => {
    f.store(4, image, load('i32', 2, cpu, cpuCell.fcs), at.fcs);
    f.store(4, image, load('i32', 2, cpu, cpuCell.fds), at.fds);
  });
  f.store(4, image, cell(cpu, cpuCell.mxcsr), at.mxcsr);
  f.store(4, image, i32(mxcsrMask), at.mxcsrMask);
  eachX87(f, cpu, cell(cpu, cpuCell.fstat), (to, from) => {
    f.storeVector(to, zeroVector);
    copyTen(f, to, from);
  });
  f.copyMemory(image.add(at.xmm), cpu.add(cpuCell.xmm), i32(256));
  f.copyMemory(image.add(at.avx), cpu.add(cpuCell.ymmHigh), i32(256));
}

/** Whether an unmasked exception is pending follows from the flags and the masks. */
function unpackX87(f: FunctionBuilder, cpu: Local, wide: Local): void {
  // Bit 6 always reads as one (SDM 1 8.1.5), and those without a meaning as zeros.
  const control = f.let(inImage(at.fcw, 2).and(0x1f3f).or(0x40));
  const flags = f.let(inImage(at.fsw, 2).and(~summary));
  f.if(flags.and(control.not()).and(0x3f), () => f.set(flags, flags.or(summary)));
  f.store(4, cpu, control, cpuCell.fctrl);
  f.store(4, cpu, flags, cpuCell.fstat);
  f.store(4, cpu, inImage(at.ftw, 1), cpuCell.ftag);
  f.store(4, cpu, inImage(at.fop, 2).and(0x7ff), cpuCell.fop);
  f.store(8, cpu, load('i64', 8, image, at.fip), cpuCell.fip);
  f.store(8, cpu, load('i64', 8, image, at.fdp), cpuCell.fdp);
  f.if(wide.isZero(), () => {
    f.store(8, cpu, load('i64', 4, image, at.fip), cpuCell.fip);
    f.store(8, cpu, load('i64', 4, image, at.fdp), cpuCell.fdp);
    f.store(4, cpu, inImage(at.fcs, 2), cpuCell.fcs);
    f.store(4, cpu, inImage(at.fds, 2), cpuCell.fds);
  });
  eachX87(f, cpu, flags, (from, to) => copyTen(f, to, from));
}

function clearX87(f: FunctionBuilder, cpu: Local): void {
  f.store(4, cpu, i32(initialControlWord), cpuCell.fctrl);
  for (const at32 of [cpuCell.fstat, cpuCell.ftag, cpuCell.fop, cpuCell.fcs, cpuCell.fds]) {
    f.store(4, cpu, i32(0), at32);
  }
  f.store(8, cpu, i64(0), cpuCell.fip);
  f.store(8, cpu, i64(0), cpuCell.fdp);
  f.fillMemory(cpu.add(cpuCell.x87), i32(0), i32(8 * registerBytes));
}

/** Whether any bit is set in the 16 vectors at an offset of the CPU's state. */
function anyIn(f: FunctionBuilder, cpu: Local, offset: number): Local {
  const all = f.let(zeroVector);
  for (let number = 0; number < 16; number++) {
    f.set(all, v128.or(all, v128.load(cpu, offset + number * registerBytes)));
  }
  return f.let(v128.anyTrue(all));
}

function inUse(f: FunctionBuilder, cpu: Local): void {
  const x87 = f.let(zeroVector);
  for (let number = 0; number < 8; number++) {
    f.set(x87, v128.or(x87, v128.load(cpu, cpuCell.x87 + number * registerBytes)));
  }
  const control = cell(cpu, cpuCell.fctrl).ne(initialControlWord);
  const others = cell(cpu, cpuCell.fstat).or(cell(cpu, cpuCell.ftag)).ne(0);
  const used = f.let(v128.anyTrue(x87).or(control).or(others));
  f.set(used, used.or(anyIn(f, cpu, cpuCell.xmm).mul(component.sse)));
  f.return(used.or(anyIn(f, cpu, cpuCell.ymmHigh).mul(component.avx)));
}

/** Steps through the operand: the sizes of all parts are multiples of eight. */
const stepBytes = 8;

function eachStep(f: FunctionBuilder, from: Value, end: Value, body: (place: Local) => void): void {
  const place = f.let(from);
  f.while(place.ltU(end), () => {
    body(place);
    f.set(place, place.add(stepBytes));
  });
}

export function defineStateRoutines(scope: Scope): void {
  const { module, routines: r } = scope;
  const member = (
    f: FunctionBuilder,
    [cpu, record]: readonly [Local, Local],
    offset: Local,
    place: Local,
    kind: Value,
  ): Local => f.call(r.memberAddress, cpu, record, offset.add(place.zeroExtend()), kind);
  module.define(r.stateReach, (f, cpu, record, bytes, kind) => {
    const offset = f.call(r.offsetOf, cpu, record);
    const need = (place: Local, size: number): void => {
      const host = member(f, [cpu, record], offset, place, kind.or(size));
      f.if(host.isZero(), () => f.return(0));
    };
    // As on AMD: FXSAVE and FXRSTOR ask for their last byte first, the others for their first one.
    f.if(bytes.gtU(legacyBytes), () => need(f.let(i32(0)), 1));
    need(f.let(bytes.sub(1)), 1);
    eachStep(f, i32(0), bytes, (place) => need(place, stepBytes));
    f.return(1);
  });
  module.define(r.stateStore, (f, cpu, record, from, end) => {
    const offset = f.call(r.offsetOf, cpu, record);
    eachStep(f, from, end, (place) => {
      const host = member(f, [cpu, record], offset, place, i32(accessKind.write | stepBytes));
      f.store(8, host, load('i64', 8, image.add(place)));
      f.if(host.eq(machineCell.scratch), () => f.run(r.commit, cpu));
    });
  });
  module.define(r.stateLoad, (f, cpu, record, from, end) => {
    const offset = f.call(r.offsetOf, cpu, record);
    eachStep(f, from, end, (place) => {
      const host = member(f, [cpu, record], offset, place, i32(stepBytes));
      f.if(host.isZero(), () => f.return(0));
      f.store(8, image.add(place), load('i64', 8, host));
    });
    f.return(1);
  });
  module.define(r.statePack, pack);
  module.define(r.stateUnpackX87, unpackX87);
  module.define(r.stateClearX87, clearX87);
  module.define(r.stateInUse, inUse);
}
