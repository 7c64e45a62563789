/** System instructions: control and debug registers, tables, MSRs, CPUID, ports, HLT (SDM 3A 2.8). */
import { accessKind } from '../../memory/access.ts';
import {
  activityValue,
  cpuCell,
  cpuidRowBytes,
  cpuidTable,
  recordField,
  segment,
  segmentCell,
} from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { attribute } from '../routines/address.ts';
import { fillSegment } from '../routines/segments.ts';
import { vector } from '../vectors.ts';

const cr0Bit = { pe: 1, et: 0x10, nw: 1 << 29, cd: 1 << 30, pg: 2 ** 31 } as const;
const cr4Bit = { pae: 0x20, pge: 0x80, pcide: 1 << 17 } as const;
/** CR4 bits this CPU has: VME to PCE, OSFXSR, OSXMMEXCPT, UMIP, FSGSBASE, SMEP, SMAP. */
const cr4Known = 0x7ff | (1 << 11) | (1 << 16) | (1 << 20) | (1 << 21);
const efer = { lme: 0x100, lma: 0x400 } as const;

const unknownOpcode = (x: Context): void => {
  x.f.run(x.host.unknown, x.cpu, x.record);
  x.raise(vector.ud);
};

/** Runs one branch for each control register number; others are #UD. */
function byNumber(x: Context, number: Value, cases: Readonly<Record<number, () => void>>): void {
  for (const [value, body] of Object.entries(cases)) x.f.if(number.eq(Number(value)), body);
}

const controlNumber = (x: Context, field: number): Value => x.field(field, 2);
// prettier-ignore
const controlCells: Readonly<Record<number, number>> = {
  0: cpuCell.cr0, 2: cpuCell.cr2, 3: cpuCell.cr3, 4: cpuCell.cr4, 8: cpuCell.cr8,
};

/** A control register that does not exist is #UD in every ring (SDM 2B, MOV). */
function requireControl(x: Context, number: Value): void {
  const known = Object.keys(controlCells).reduce((mask, name) => mask | (1 << Number(name)), 0);
  x.raiseIf(i32(known).shrU(number).and(1).isZero(), vector.ud);
  x.requireRing0();
}

const readControl = transfer('movFromControl', (x) => {
  requireControl(x, controlNumber(x, recordField.b));
  byNumber(
    x,
    controlNumber(x, recordField.b),
    Object.fromEntries(
      Object.entries(controlCells).map(([number, at]) => [
        number,
        () => {
          x.operand(0).write(x.cell(at, 8));
          x.go.next();
        },
      ]),
    ),
  );
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
  const lme = x.cell(cpuCell.efer).and(efer.lme).ne(0);
  const pae = x.cell(cpuCell.cr4).and(cr4Bit.pae).ne(0);
  x.raiseIf(turnsOn.and(lme).and(pae.isZero()), vector.gp);
  const csLong = load('i32', 4, x.cpu, segment('cs') + segmentCell.attributes).and(attribute.long);
  x.raiseIf(turnsOn.and(lme).and(csLong.ne(0)), vector.gp);
  const isLong = x.cell(cpuCell.mode).eq(2);
  x.raiseIf(isLong.and(has(cr0Bit.pg).isZero()), vector.gp);
  // Paging without long mode has other tables, which this machine does not walk yet.
  f.if(turnsOn.and(lme.isZero()), () => unknownOpcode(x));
  const lma = select(has(cr0Bit.pg).and(lme), i32(efer.lma), i32(0));
  x.setCell(cpuCell.efer, x.cell(cpuCell.efer).and(~efer.lma).or(lma));
  x.setCell(cpuCell.cr0, value.or(cr0Bit.et), 8);
  afterModeChange(x);
}

function afterModeChange(x: Context): void {
  x.f.run(x.routines.flushTlb, x.cpu);
  x.f.run(x.routines.updateMode, x.cpu);
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jumpAndLook();
}

function writeCr4(x: Context, value: Local): void {
  x.raiseIf(value.and(i64(cr4Known).not()).ne(0), vector.gp);
  const leavesPae = x.cell(cpuCell.efer).and(efer.lma).ne(0).and(value.and(cr4Bit.pae).isZero());
  x.raiseIf(leavesPae, vector.gp);
  x.setCell(cpuCell.cr4, value, 8);
  afterModeChange(x);
}

function writeCr3(x: Context, value: Local): void {
  x.raiseIf(value.shrU(40).ne(0), vector.gp);
  x.setCell(cpuCell.cr3, value, 8);
  const global = x.cell(cpuCell.cr4).and(cr4Bit.pge);
  x.f.if(
    global,
    () => x.f.run(x.routines.flushTlbKeepGlobal, x.cpu),
    () => x.f.run(x.routines.flushTlb, x.cpu),
  );
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jump();
}

const writeControl = transfer('movToControl', (x) => {
  requireControl(x, controlNumber(x, recordField.a));
  const value = x.f.let(x.operand(1).read().zeroExtend());
  byNumber(x, controlNumber(x, recordField.a), {
    0: () => writeCr0(x, value),
    2: () => {
      x.setCell(cpuCell.cr2, value, 8);
      x.go.next();
    },
    3: () => writeCr3(x, value),
    4: () => writeCr4(x, value),
    8: () => {
      x.raiseIf(value.gtU(15), vector.gp);
      x.setCell(cpuCell.cr8, value, 8);
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

const readDebug = meaning('movFromDebug', (x) => {
  const number = x.f.let(x.field(recordField.b, 2));
  x.raiseIf(number.gtU(7), vector.ud);
  x.requireRing0();
  const at = debugCell(x, number);
  x.operand(0).write(load('i64', 8, at));
});

const writeDebug = meaning('movToDebug', (x) => {
  const number = x.f.let(x.field(recordField.a, 2));
  x.raiseIf(number.gtU(7), vector.ud);
  x.requireRing0();
  const at = debugCell(x, number);
  const value = x.f.let(x.operand(1).read().zeroExtend());
  const isStatus = number.geU(4);
  x.raiseIf(isStatus.and(value.shrU(32).ne(0)), vector.gp);
  // Reserved bits: DR6 reads FFFF0FF0H in them, DR7 0400H (SDM 3B 17.2.3, 17.2.4).
  const dr6 = value.and(0xf00fn).or(0xffff0ff0n);
  const dr7 = value.and(0xffff2bffn).or(0x400n);
  const fixed = select(number.and(1), dr7, dr6);
  x.f.store(8, at, select(isStatus, fixed, value));
});

/** LGDT LIDT SGDT SIDT: 16-bit limit, then the base. */
const tableRegister = (x: Context): { limit: Local; base: Local } => {
  const address = x.address(x.long ? 10 : 6);
  const limit = x.loadGuest(address, 16);
  const second = x.f.let(address.add(2));
  const base = x.long ? x.loadGuest(second, 64) : x.f.let(x.loadGuest(second, 32).zeroExtend());
  if (!x.long && x.width === 16) x.f.set(base, base.and(0xffffff));
  return { limit, base };
};

const loadTable = (name: string, base: number, limit: number): Row['meaning'] =>
  meaning(name, (x) => {
    x.requireRing0();
    const table = tableRegister(x);
    x.setCell(base, table.base, 8);
    x.setCell(limit, table.limit);
  });

const storeTable = (name: string, base: number, limit: number): Row['meaning'] =>
  meaning(name, (x) => {
    const address = x.address(x.long ? 10 : 6, accessKind.write);
    x.storeGuest(address, 16, x.cell(limit));
    const second = x.f.let(address.add(2));
    x.storeGuest(second, x.long ? 64 : 32, x.long ? x.cell(base, 8) : x.cell(base));
  });

const invalidatePage = transfer('invlpg', (x) => {
  x.requireRing0();
  x.f.run(x.routines.flushPage, x.cpu, x.address(1));
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jump();
});

/** LLDT and LTR: system descriptors of 16 bytes in long mode (SDM 3A 7.2.3). */
const loadSystemSegment = (name: 'lldt' | 'ltr'): Row['meaning'] =>
  meaning(name, (x) => {
    const { f } = x;
    x.requireRing0();
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
    const descriptor = readSystem(x, linear);
    const type = descriptor.shrU(40).low32();
    const available = name === 'ltr' ? 0x09 : 0x02;
    x.raiseIf(type.and(0x1f).ne(available), vector.gp, code);
    x.raiseIf(type.and(0x80).isZero(), vector.np, code);
    const high = f.let(i64(0));
    f.if(x.cell(cpuCell.efer).and(efer.lma), () => f.set(high, readSystem(x, linear.add(8))));
    if (name === 'ltr') markBusy(x, linear);
    fillSegment(f, x.cpu, i32(at), selector, descriptor);
    const base = load('i64', 8, x.cpu, at + segmentCell.base);
    f.store(8, x.cpu, base.or(high.shl(32)), at + segmentCell.base);
  });

function readSystem(x: Context, linear: Value): Local {
  const value = x.f.call(x.routines.readSystem, x.cpu, linear);
  x.f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  return value;
}

function markBusy(x: Context, linear: Local): void {
  const kind = accessKind.system | accessKind.write | accessKind.modify | 1;
  const at = x.f.call(x.routines.translate, x.cpu, linear.add(5), i32(kind));
  x.f.if(at.isZero(), () => x.go.fault());
  x.f.store(1, at, load('i32', 1, at).or(2));
  x.commit(at);
}

const storeSystemSegment = (name: 'sldt' | 'str'): Row['meaning'] =>
  meaning(name, (x) => {
    const at = segment(name === 'str' ? 'tr' : 'ldtr');
    const selector = load('i32', 4, x.cpu, at + segmentCell.selector);
    x.operand(0).write(x.width === 64 ? selector.zeroExtend() : selector);
  });

/** Finds the row of (leaf, subleaf) in the table the machine's CPU model filled. */
const cpuid = meaning('cpuid', (x) => {
  const { f } = x;
  const leaf = f.let(x.register(0).low32());
  const subleaf = f.let(x.register(1).low32());
  const row = f.let(i32(cpuidTable + 8));
  const end = f.let(
    load('i32', 4, i32(0), cpuidTable)
      .mul(cpuidRowBytes)
      .add(cpuidTable + 8),
  );
  const set = (offset: number, number: number): void =>
    x.setRegister(number, load('i64', 4, row, offset));
  f.while(row.ltU(end), () => {
    const anySubleaf = load('i32', 4, row, 4).eq(-1);
    const same = load('i32', 4, row).eq(leaf);
    f.if(same.and(anySubleaf.or(load('i32', 4, row, 4).eq(subleaf))), () => {
      [8, 12, 16, 20].forEach((offset, at) => set(offset, [0, 3, 1, 2][at] ?? 0));
      // Leaves 1 and 0BH tell each CPU its own APIC id.
      const apicId = x.cell(cpuCell.index);
      f.if(leaf.eq(1), () => x.setRegister(3, x.register(3).or(apicId.shl(24).zeroExtend())));
      f.if(leaf.eq(0xb), () => x.setRegister(2, apicId.zeroExtend()));
      x.go.next();
    });
    f.set(row, row.add(cpuidRowBytes));
  });
  for (const number of [0, 1, 2, 3]) x.setRegister(number, i64(0));
  f.run(x.host.unknownLeaf, leaf, subleaf);
});

const readMsr = meaning('rdmsr', (x) => {
  x.requireRing0();
  const refused = x.f.call(x.host.readMsr, x.cpu, x.register(1).low32());
  x.raiseIf(refused, vector.gp);
  x.setRegister(0, x.cell(cpuCell.faultAddress, 8).and(0xffffffffn));
  x.setRegister(2, x.cell(cpuCell.faultAddress, 8).shrU(32));
});

const writeMsr = transfer('wrmsr', (x) => {
  x.requireRing0();
  const value = x.register(0).and(0xffffffffn).or(x.register(2).shl(32));
  x.setCell(cpuCell.faultAddress, x.f.let(value), 8);
  x.raiseIf(x.f.call(x.host.writeMsr, x.cpu, x.register(1).low32()), vector.gp);
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jumpAndLook();
});

const halt = transfer('hlt', (x) => {
  x.requireRing0();
  x.f.store(1, x.cpu, x.cell(cpuCell.activity, 1).or(activityValue.halted), cpuCell.activity);
  x.go.nextAndLook();
});

const clearTaskSwitched = meaning('clts', (x) => {
  x.requireRing0();
  x.setCell(cpuCell.cr0, x.cell(cpuCell.cr0, 8).and(~8), 8);
});

const privilegedNothing = meaning('wbinvd', (x) => x.requireRing0());

const readTime = meaning('rdtsc', (x) => {
  x.raiseIf(x.cell(cpuCell.cr4).and(4).ne(0).and(x.cell(cpuCell.cpl).ne(0)), vector.gp);
  x.f.run(x.host.timeStamp, x.cpu);
  x.setRegister(0, x.cell(cpuCell.faultAddress, 8).and(0xffffffffn));
  x.setRegister(2, x.cell(cpuCell.faultAddress, 8).shrU(32));
});

const swapGs = meaning('swapgs', (x) => {
  x.requireRing0();
  const at = segment('gs') + segmentCell.base;
  const base = x.f.let(load('i64', 8, x.cpu, at));
  x.setCell(at, x.cell(cpuCell.kernelGsBase, 8), 8);
  x.setCell(cpuCell.kernelGsBase, base, 8);
});

/** I/O is for rings up to IOPL; the permission bitmap of the TSS is not built: #GP instead. */
const requireIo = (x: Context): void =>
  x.raiseIf(x.cell(cpuCell.cpl).gtU(x.cell(cpuCell.eflags).shrU(12).and(3)), vector.gp);

const input = meaning('in', (x) => {
  requireIo(x);
  const port = x.operand(1).read().and(0xffff);
  const value = x.f.call(x.host.readPort, x.cpu, port, i32(x.width / 8));
  x.operand(0).write(value);
});

const output = transfer('out', (x) => {
  requireIo(x);
  const port = x.operand(0).read().and(0xffff);
  x.f.run(x.host.writePort, x.cpu, port, i32(x.width / 8), x.operand(1).read());
  x.go.nextAndLook();
});

const undefinedOpcode = transfer('ud', (x) => x.raise(vector.ud));
const fence = meaning('fence', () => undefined);

/** SMSW and LMSW reach the low half of CR0 only; LMSW cannot clear PE (SDM 2A, LMSW). */
const storeMachineStatus = meaning('smsw', (x) => {
  x.operand(0).write(x.width === 64 ? x.cell(cpuCell.cr0, 8) : x.cell(cpuCell.cr0));
});

const loadMachineStatus = transfer('lmsw', (x) => {
  x.requireRing0();
  const low = x.operand(0).read().and(0xf);
  const old = x.cell(cpuCell.cr0, 8);
  writeCr0(x, x.f.let(old.and(~0xe).or(low.zeroExtend())));
});

// prettier-ignore
export const system: readonly Row[] = [
  ...rows(readControl, '0F 20 Rq,Cd'),
  ...rows(writeControl, '0F 22 Cd,Rq'),
  ...rows(readDebug, '0F 21 Rq,Dd'),
  ...rows(writeDebug, '0F 23 Dd,Rq'),
  ...rows(loadTable('lgdt', cpuCell.gdtrBase, cpuCell.gdtrLimit), '0F 01 /2 M ; stack'),
  ...rows(loadTable('lidt', cpuCell.idtrBase, cpuCell.idtrLimit), '0F 01 /3 M ; stack'),
  ...rows(storeTable('sgdt', cpuCell.gdtrBase, cpuCell.gdtrLimit), '0F 01 /0 M ; stack'),
  ...rows(storeTable('sidt', cpuCell.idtrBase, cpuCell.idtrLimit), '0F 01 /1 M ; stack'),
  ...rows(storeMachineStatus, '0F 01 /4 Ev'),
  ...rows(loadMachineStatus, '0F 01 /6 Ew'),
  ...rows(invalidatePage, '0F 01 /7 M'),
  ...rows(swapGs, '0F 01 F8 ; o64 any'),
  ...rows(storeSystemSegment('sldt'), '0F 00 /0 Ev'),
  ...rows(storeSystemSegment('str'), '0F 00 /1 Ev'),
  ...rows(loadSystemSegment('lldt'), '0F 00 /2 Ew'),
  ...rows(loadSystemSegment('ltr'), '0F 00 /3 Ew'),
  ...rows(cpuid, '0F A2 ; any'),
  ...rows(readMsr, '0F 32 ; any'),
  ...rows(writeMsr, '0F 30 ; any'),
  ...rows(readTime, '0F 31 ; any'),
  ...rows(halt, 'F4 ; any'),
  ...rows(clearTaskSwitched, '0F 06 ; any'),
  ...rows(privilegedNothing, '0F 08 ; any', '0F 09 ; any'),
  ...rows(input, 'E4 AL,Ib', 'E5 eAX,Ib', 'EC AL,DX', 'ED eAX,DX'),
  ...rows(output, 'E6 Ib,AL', 'E7 Ib,eAX', 'EE DX,AL', 'EF DX,eAX'),
  ...rows(undefinedOpcode, '0F 0B ; any', '0F B9 Gv,Ev', '0F FF Gv,Ev'),
  ...rows(fence, '0F AE /5 Ed ; mod3 np', '0F AE /6 Ed ; mod3 np', '0F AE /7 Ed ; mod3 np'),
];
