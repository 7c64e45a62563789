/** What VMRUN refuses to enter: each row is one illegal state (APM 2 15.5.1, 15.20, 15.25.3). */
import { modelCell } from '../../memory/layout.ts';
import { physicalAddressBits } from '../../memory/paging-entry.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { isLongMode } from '../routines/segments.ts';
import { vector } from '../vectors.ts';
import { control, eventBit, eventType, eventTypeShift, exit, save } from './vmcb.ts';

const cr0 = { pe: 1n, nw: 1n << 29n, cd: 1n << 30n, pg: 1n << 31n } as const;
const cr4pae = 0x20n;
const efer = { lme: 0x100n, svme: 0x1000n, all: 0x1d01n } as const;
const codeAttributes = { long: 0x200, big: 0x400 } as const;
const ioPermissionBytes = 0x3000n;
const msrPermissionBytes = 0x2000n;
const physicalEnd = 1n << BigInt(physicalAddressBits);

/** Reads a field of the VMCB at host address `vmcb`. */
type Field = (offset: number, bytes?: 1 | 2 | 4 | 8) => Value;

interface Check {
  readonly what: string;
  readonly isWrong: (field: Field, cpu: Value) => Value;
}

const has = (value: Value, bit: bigint): Value => value.and(bit).ne(0);
const all = (...conditions: Value[]): Value => conditions.reduce((left, right) => left.and(right));
const field64 = (field: Field, offset: number): Value => field(offset, 8);

const saved = { efer: 0x4d0, cr4: 0x548, cr3: 0x550, cr0: 0x558, dr7: 0x560, dr6: 0x568 } as const;
const codeAttributesAt = 0x412;
const isLong = (f: Field): Value =>
  all(has(field64(f, saved.efer), efer.lme), has(field64(f, saved.cr0), cr0.pg));

/** A map of permissions must lie below the last physical address. */
const beyond = (address: Value, bytes: bigint): Value =>
  address.and(~0xfffn).gtU(physicalEnd - bytes);

// prettier-ignore
export const checks: readonly Check[] = [
  { what: 'EFER.SVME is clear', isWrong: (f) => has(field64(f, saved.efer), efer.svme).isZero() },
  { what: 'CR0.NW is set without CD',
    isWrong: (f) => all(has(field64(f, saved.cr0), cr0.nw), has(field64(f, saved.cr0), cr0.cd).isZero()) },
  { what: 'CR0 has upper bits', isWrong: (f) => field64(f, saved.cr0).shrU(32).ne(0) },
  { what: 'CR3 has reserved bits', isWrong: (f) => field64(f, saved.cr3).shrU(physicalAddressBits).ne(0) },
  { what: 'CR4 has reserved bits',
    isWrong: (f) => field64(f, saved.cr4).and(load('i32', 4, i32(0), modelCell.cr4).zeroExtend().not()).ne(0) },
  { what: 'DR6 has upper bits', isWrong: (f) => field64(f, saved.dr6).shrU(32).ne(0) },
  { what: 'DR7 has upper bits', isWrong: (f) => field64(f, saved.dr7).shrU(32).ne(0) },
  { what: 'EFER has reserved bits', isWrong: (f) => field64(f, saved.efer).and(~efer.all).ne(0) },
  { what: 'long mode without PAE', isWrong: (f) => all(isLong(f), has(field64(f, saved.cr4), cr4pae).isZero()) },
  { what: 'long mode without protection', isWrong: (f) => all(isLong(f), has(field64(f, saved.cr0), cr0.pe).isZero()) },
  { what: 'CS is of 64 and of 32 bits',
    isWrong: (f) => all(isLong(f), has(field64(f, saved.cr4), cr4pae),
      f(codeAttributesAt, 2).and(codeAttributes.long).ne(0), f(codeAttributesAt, 2).and(codeAttributes.big).ne(0)) },
  { what: 'VMRUN is not intercepted',
    isWrong: (f) => f(control.intercepts + (exit.vmrun >> 5) * 4, 4).and(1 << (exit.vmrun & 31)).isZero() },
  { what: 'the ASID is 0', isWrong: (f) => f(control.asid, 4).isZero() },
  { what: 'the map of ports lies beyond memory', isWrong: (f) => beyond(field64(f, control.ioPermissions), ioPermissionBytes) },
  { what: 'the map of MSRs lies beyond memory', isWrong: (f) => beyond(field64(f, control.msrPermissions), msrPermissionBytes) },
  { what: 'an event that does not exist is injected', isWrong: wrongEvent },
  { what: 'nested paging, and the host not in long mode',
    isWrong: (f, cpu) => all(nests(f), isLongMode(cpu).isZero()) },
  { what: 'nested CR3 has reserved bits',
    isWrong: (f) => all(nests(f), f(control.nestedCr3, 8).shrU(physicalAddressBits).ne(0)) },
  { what: 'the guest\'s PAT has types that do not exist', isWrong: (f) => all(nests(f), wrongPat(f)) },
];

const nests = (f: Field): Value => f(control.nestedPaging, 1).and(1);

/** A PAT has types 0, 1 and 4 to 7, a byte each (APM 2 7.8.1). */
function wrongPat(f: Field): Value {
  const pat = f(save.pat, 8);
  const two = pat.shrU(1).and(pat.shrU(2).not()).and(0x0101_0101_0101_0101n);
  return pat.and(0xf8f8_f8f8_f8f8_f8f8n).or(two).ne(0);
}

/** Types 1 and 5 to 7 are reserved; an exception has a vector below 32, and is no NMI (15.20). */
function wrongEvent(f: Field): Value {
  const event = f(control.eventInjection, 4);
  const type = event.shrU(eventTypeShift).and(7);
  const known =
    (1 << eventType.interrupt) |
    (1 << eventType.nmi) |
    (1 << eventType.exception) |
    (1 << eventType.software);
  const number = event.and(0xff);
  const noException = all(type.eq(eventType.exception), number.eq(vector.nmi).or(number.gtU(31)));
  const wrong = i32(known).shrU(type).and(1).isZero().or(noException);
  return select(event.and(eventBit.valid), wrong, i32(0));
}

/** Runs `refuse`, which must leave, if the VMCB at host address `vmcb` must not be entered. */
export function refuseIllegalState(
  f: FunctionBuilder,
  cpu: Local,
  vmcb: Local,
  refuse: () => void,
): void {
  const field: Field = (offset, bytes = 4) =>
    load(bytes === 8 ? 'i64' : 'i32', bytes, vmcb, offset);
  for (const { isWrong } of checks) f.if(isWrong(field, cpu), refuse);
}
