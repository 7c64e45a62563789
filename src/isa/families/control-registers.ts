/** Control and debug registers (SDM 3A 2.5, 2.8.1; 3B 17.2), and what turning paging on means. */
import { anyEnabled } from '../../memory/debug-registers.ts';
import { guestCell } from '../../memory/guest-cells.ts';
import {
  cpuCell,
  debugBit,
  machineCell,
  modelCell,
  recordField,
  segment,
  segmentCell,
  tellBit,
} from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { attribute } from '../routines/address.ts';
import { eferBit } from '../routines/segments.ts';
import { masksVirtually } from '../svm/events.ts';
import { exitFrom, interceptIf, interceptNumbered, intercepts } from '../svm/intercept.ts';
import { exit } from '../svm/vmcb.ts';
import { vector } from '../vectors.ts';
import { requireRing0UnderUmip } from './descriptor-tables.ts';

const cr0Bit = { pe: 1, mp: 2, ts: 8, et: 0x10, nw: 1 << 29, cd: 1 << 30, pg: 2 ** 31 } as const;
const cr4Bit = { pae: 0x20, pge: 0x80, la57: 1 << 12, pcide: 1 << 17 } as const;
/** CR3 with PCIDs: keep what is known of the new one (SDM 3A 4.10.4.1). */
const cr3KeepTranslations = 63n;

/** Runs one branch for each control register number; others are #UD. */
function byNumber(x: Context, number: Value, cases: Readonly<Record<number, () => void>>): void {
  for (const [value, body] of Object.entries(cases)) x.f.if(number.eq(Number(value)), body);
}

const controlNumber = (x: Context, field: number): Value => x.field(field, 2);
// prettier-ignore
const controlCells: Readonly<Record<number, number>> = {
  0: cpuCell.cr0, 2: cpuCell.cr2, 3: cpuCell.cr3, 4: cpuCell.cr4,
};
const taskPriority = 8;

/** A control register that does not exist is #UD in every ring (SDM 2B, MOV). */
function requireControl(x: Context, number: Value): void {
  const numbers = [...Object.keys(controlCells).map(Number), taskPriority];
  const known = numbers.reduce((mask, bit) => mask | (1 << bit), 0);
  x.raiseIf(i32(known).shrU(number).and(1).isZero(), vector.ud);
  x.requireRing0();
}

const readControl = transfer('movFromControl', (x) => {
  requireControl(x, controlNumber(x, recordField.b));
  interceptNumbered(x, exit.readCr, x.f.let(controlNumber(x, recordField.b)));
  const give = (value: Value) => () => {
    x.operand(0).write(value);
    x.go.next();
  };
  const kept = Object.entries(controlCells).map(
    ([number, at]) => [Number(number), give(x.cell(at, 8))] as const,
  );
  byNumber(x, controlNumber(x, recordField.b), {
    ...Object.fromEntries<() => void>(kept),
    [taskPriority]: () => {
      x.f.if(masksVirtually(x.cpu), give(x.cell(guestCell.virtualInterrupt).and(15).zeroExtend()));
      give(x.f.call(x.host.readTaskPriority, x.cpu).shrU(4).zeroExtend())();
    },
  });
  x.raise(vector.ud);
});

/** MOV to CR0: paging and long mode switch together with EFER.LME (SDM 3A 9.8.5). */
function writeCr0(x: Context, value: Local): void {
  const { f } = x;
  const low = value.low32();
  const has = (bit: number): Value => low.and(bit).ne(0);
  const pagingWithoutProtection = has(cr0Bit.pg).and(has(cr0Bit.pe).isZero());
  const nwWithoutCd = has(cr0Bit.nw).and(has(cr0Bit.cd).isZero());
  x.raiseIf(pagingWithoutProtection.or(nwWithoutCd).or(value.shrU(32).ne(0)), vector.gp);
  const old = f.let(x.cell(cpuCell.cr0));
  const turnsOn = f.let(has(cr0Bit.pg).and(old.and(cr0Bit.pg).isZero()));
  const lme = x.cell(cpuCell.efer).and(eferBit.lme).ne(0);
  const pae = x.cell(cpuCell.cr4).and(cr4Bit.pae).ne(0);
  x.raiseIf(turnsOn.and(lme).and(pae.isZero()), vector.gp);
  const csLong = load('i32', 4, x.cpu, segment('cs') + segmentCell.attributes).and(attribute.long);
  x.raiseIf(turnsOn.and(lme).and(csLong.ne(0)), vector.gp);
  const cr4 = x.cell(cpuCell.cr4);
  const needsPaging = x.cell(cpuCell.mode).eq(2).or(cr4.and(cr4Bit.pcide).ne(0));
  x.raiseIf(needsPaging.and(has(cr0Bit.pg).isZero()), vector.gp);
  interceptIf(x, exit.writeCr);
  const others = low.xor(old).and(~(cr0Bit.mp | cr0Bit.ts));
  x.f.if(others.ne(0).and(intercepts(x.cpu, exit.cr0Selective).ne(0)), () =>
    exitFrom(x, i32(exit.cr0Selective)),
  );
  const cached = low.xor(old).and(cr0Bit.pg | cr0Bit.cd | cr0Bit.nw);
  const usesPae = has(cr0Bit.pg).and(lme.isZero()).and(pae);
  f.if(usesPae.and(cached.ne(0)), () => loadDirectories(x, x.cell(cpuCell.cr3)));
  const lma = select(has(cr0Bit.pg).and(lme), i32(eferBit.lma), i32(0));
  x.setCell(cpuCell.efer, x.cell(cpuCell.efer).and(~eferBit.lma).or(lma));
  x.setCell(cpuCell.cr0, value.or(cr0Bit.et), 8);
  afterModeChange(x);
}

function afterModeChange(x: Context): void {
  x.f.run(x.routines.flushTlb, x.cpu);
  x.f.run(x.routines.updateMode, x.cpu);
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jumpAndLook();
}

/** PAE paging keeps its directory pointers in the CPU: #GP(0) if one is malformed (SDM 3A 4.4.1). */
function loadDirectories(x: Context, cr3: Value): void {
  const failed = x.f.call(x.routines.loadDirectories, x.cpu, cr3);
  x.raiseIf(failed.eq(1), vector.gp);
  x.f.if(failed, () => x.go.fault());
}

/** Whether paging is on as PAE paging with a CR4 of this value. */
const pagesByPae = (x: Context, cr4: Value): Value =>
  x
    .cell(cpuCell.cr0)
    .and(cr0Bit.pg)
    .ne(0)
    .and(cr4.and(cr4Bit.pae).ne(0))
    .and(x.cell(cpuCell.efer).and(eferBit.lma).isZero());

function writeCr4(x: Context, value: Local): void {
  const { f } = x;
  const known = load('i32', 4, i32(0), modelCell.cr4).zeroExtend();
  x.raiseIf(value.and(known.not()).ne(0), vector.gp);
  const low = f.let(value.low32());
  const changed = f.let(low.xor(x.cell(cpuCell.cr4)));
  const isLong = f.let(x.cell(cpuCell.efer).and(eferBit.lma).ne(0));
  const fixed = changed.and(cr4Bit.pae | cr4Bit.la57).ne(0);
  x.raiseIf(isLong.and(fixed), vector.gp);
  const tagsOn = changed.and(low).and(cr4Bit.pcide).ne(0);
  const tagged = x.cell(cpuCell.cr3).and(0xfff).ne(0);
  x.raiseIf(tagsOn.and(isLong.isZero().or(tagged)), vector.gp);
  interceptIf(x, exit.writeCr + 4);
  f.if(pagesByPae(x, low), () => loadDirectories(x, x.cell(cpuCell.cr3)));
  x.setCell(cpuCell.cr4, value, 8);
  // PCIDs are turned on with PCID 0 only, and off they all count as 0.
  f.if(changed.and(cr4Bit.pcide), () => f.run(x.routines.enterContext, x.cpu, i32(0)));
  afterModeChange(x);
}

/** With PCIDs bit 63 keeps the translations of the context that is entered (SDM 3A 4.10.4.1). */
function writeCr3(x: Context, value: Local): void {
  const { f } = x;
  const tags = f.let(x.cell(cpuCell.cr4).and(cr4Bit.pcide).ne(0));
  const keeps = f.let(value.shrU(cr3KeepTranslations).low32().and(tags));
  const table = f.let(select(keeps, value.and(2n ** 63n - 1n), value));
  x.raiseIf(table.shrU(40).ne(0), vector.gp);
  interceptIf(x, exit.writeCr + 3);
  f.if(pagesByPae(x, x.cell(cpuCell.cr4)), () => loadDirectories(x, table.low32()));
  x.setCell(cpuCell.cr3, table, 8);
  f.if(
    tags,
    () => {
      f.run(x.routines.enterContext, x.cpu, table.low32().and(0xfff));
      f.if(keeps.isZero(), () => f.run(x.routines.flushContext, x.cpu, x.cell(cpuCell.context)));
    },
    () => {
      f.if(
        x.cell(cpuCell.cr4).and(cr4Bit.pge),
        () => f.run(x.routines.flushTlbKeepGlobal, x.cpu),
        () => f.run(x.routines.flushTlb, x.cpu),
      );
    },
  );
  x.setCell(cpuCell.rip, f.let(x.nextRip()), 8);
  f.if(load('i32', 4, i32(0), machineCell.telling).and(tellBit.cr3), () => {
    f.run(x.host.tellCr3, x.cpu);
    x.go.jumpAndLook();
  });
  x.go.jump();
}

/** Under V_INTR_MASKING a guest's CR8 is V_TPR; the host's own stays (APM 2 15.21.2). */
function writeTaskPriority(x: Context, value: Local): void {
  x.f.if(
    masksVirtually(x.cpu),
    () => {
      const others = x.cell(guestCell.virtualInterrupt).and(~0xff);
      x.setCell(guestCell.virtualInterrupt, others.or(value.low32()));
    },
    () => x.f.run(x.host.writeTaskPriority, x.cpu, value.low32().shl(4)),
  );
}

const writeControl = transfer('movToControl', (x) => {
  requireControl(x, controlNumber(x, recordField.a));
  const value = x.f.let(x.operand(1).read().zeroExtend());
  byNumber(x, controlNumber(x, recordField.a), {
    0: () => writeCr0(x, value),
    2: () => {
      interceptIf(x, exit.writeCr + 2);
      x.setCell(cpuCell.cr2, value, 8);
      x.go.next();
    },
    3: () => writeCr3(x, value),
    4: () => writeCr4(x, value),
    [taskPriority]: () => {
      x.raiseIf(value.gtU(15), vector.gp);
      interceptIf(x, exit.writeCr + taskPriority);
      writeTaskPriority(x, value);
      x.go.nextAndLook();
    },
  });
  x.raise(vector.ud);
});

/** DR4 and DR5 are DR6 and DR7 while CR4.DE is clear (SDM 3B 17.2.2). */
function debugCell(x: Context, number: Value): Local {
  const alias = x.cell(cpuCell.cr4).and(8).isZero().and(number.and(6).eq(4));
  const at = x.f.let(select(alias, number.or(2), number));
  x.raiseIf(at.and(6).eq(4), vector.ud);
  const cellOf = select(at.ltU(4), at.shl(3).add(cpuCell.dr0), at.sub(6).shl(3).add(cpuCell.dr6));
  return x.f.let(cellOf.add(x.cpu));
}

const dr7Detects = 1 << 13;
const dr6Detected = 1 << 13;

/** DR7.GD: a debugger learns of any access to its registers, which is not made (SDM 3B 17.2.4). */
function detectAccess(x: Context): void {
  const dr7 = x.cell(cpuCell.dr7);
  x.f.if(dr7.and(dr7Detects), () => {
    x.setCell(cpuCell.dr6, x.cell(cpuCell.dr6).or(dr6Detected));
    x.setCell(cpuCell.dr7, x.cell(cpuCell.dr7).and(~dr7Detects));
    x.raise(vector.db);
  });
}

const readDebug = meaning('movFromDebug', (x) => {
  const number = x.f.let(x.field(recordField.b, 2));
  x.raiseIf(number.gtU(7), vector.ud);
  x.requireRing0();
  interceptNumbered(x, exit.readDr, number);
  const at = debugCell(x, number);
  detectAccess(x);
  x.operand(0).write(load('i64', 8, at));
});

/** With a breakpoint enabled the CPU looks after each instruction, and knows no fast path there. */
const writeDebug = transfer('movToDebug', (x) => {
  const { f } = x;
  const number = f.let(x.field(recordField.a, 2));
  x.raiseIf(number.gtU(7), vector.ud);
  x.requireRing0();
  interceptNumbered(x, exit.writeDr, number);
  const at = debugCell(x, number);
  detectAccess(x);
  const value = f.let(x.operand(1).read().zeroExtend());
  const isStatus = number.geU(4);
  x.raiseIf(isStatus.and(value.shrU(32).ne(0)), vector.gp);
  // Reserved bits: DR6 reads FFFF0FF0H in them, DR7 0400H (SDM 3B 17.2.3, 17.2.4).
  const dr6 = value.and(0xf00fn).or(0xffff0ff0n);
  const dr7 = value.and(0xffff2bffn).or(0x400n);
  const fixed = select(number.and(1), dr7, dr6);
  f.store(8, at, select(isStatus, fixed, value));
  const others = x.cell(cpuCell.activity, 1).and(~debugBit);
  const looks = anyEnabled(x.cell(cpuCell.dr7)).mul(debugBit);
  f.store(1, x.cpu, others.or(looks), cpuCell.activity);
  // This instruction is done, so RF is over; it is only looked at while a breakpoint is enabled.
  x.setCell(cpuCell.eflags, x.cell(cpuCell.eflags).and(~flagBit.rf));
  f.run(x.routines.closeFastPaths, x.cpu);
  x.go.nextAndLook();
});

const invalidatePage = transfer('invlpg', (x) => {
  x.requireRing0();
  interceptIf(x, exit.invlpg);
  const context = x.cell(cpuCell.context);
  x.f.run(x.routines.flushPage, x.cpu, x.address(1), context, i32(1));
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jump();
});

const clearTaskSwitched = meaning('clts', (x) => {
  x.requireRing0();
  interceptIf(x, exit.writeCr);
  x.setCell(cpuCell.cr0, x.cell(cpuCell.cr0, 8).and(~8), 8);
});

/** SMSW and LMSW reach the low half of CR0 only; LMSW cannot clear PE (SDM 2A, LMSW). */
const storeMachineStatus = meaning('smsw', (x) => {
  requireRing0UnderUmip(x);
  interceptIf(x, exit.readCr);
  x.operand(0).write(x.width === 64 ? x.cell(cpuCell.cr0, 8) : x.cell(cpuCell.cr0));
});

const loadMachineStatus = transfer('lmsw', (x) => {
  x.requireRing0();
  const low = x.operand(0).read().and(0xf);
  const old = x.cell(cpuCell.cr0, 8);
  writeCr0(x, x.f.let(old.and(~0xe).or(low.zeroExtend())));
});

// prettier-ignore
export const controlRegisters: readonly Row[] = [
  ...rows(readControl, '0F 20 Rq,Cd'),
  ...rows(writeControl, '0F 22 Cd,Rq'),
  ...rows(readDebug, '0F 21 Rq,Dd'),
  ...rows(writeDebug, '0F 23 Dd,Rq'),
  ...rows(storeMachineStatus, '0F 01 /4 Ev'),
  ...rows(loadMachineStatus, '0F 01 /6 Ew'),
  ...rows(invalidatePage, '0F 01 /7 M'),
  ...rows(clearTaskSwitched, '0F 06 ; any'),
];
