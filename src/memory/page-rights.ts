/** May an access be made with the rights a walk found (SDM 3A 4.6), and the fault if not (4.7)? */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, load, select } from '../wasm/value.ts';
import { accessKind } from './access.ts';
import { cpuCell, tlbKeyShift, tlbRight } from './layout.ts';
import { cell } from './routine.ts';

/** Rights all levels of a translation agree on; the first two stand as in its entries. */
export const pageRight = { write: 1, user: 2, noExecute: 4 } as const;

/** Page-fault error code (SDM 3A figure 4-12). */
// prettier-ignore
export const faultBit = {
  present: 1, write: 2, user: 4, reserved: 8, fetch: 0x10, protectionKey: 0x20,
} as const;
const pageFaultVector = 14;

export const cr0 = { wp: 16, pg: 31 } as const;
export const cr4 = { pse: 4, pae: 5, pge: 7, la57: 12, smep: 20, smap: 21, pke: 22 } as const;
const efer = { lma: 10, nxe: 11 } as const;
const eflagsAc = 18;

export const bit = (value: Value, at: number | bigint): Value => value.shrU(at).low32().and(1);
const control4 = (cpu: Value, at: number): Value => bit(cell(cpu, cpuCell.cr4), at);
const writeProtect = (cpu: Value): Value => bit(cell(cpu, cpuCell.cr0), cr0.wp);
export const isLong = (cpu: Value): Value => bit(cell(cpu, cpuCell.efer), efer.lma);

/** EFER.NXE counts where entries have a bit 63: with PAE, and in long mode, which needs it. */
export const noExecuteIsOn = (cpu: Value): Value =>
  bit(cell(cpu, cpuCell.efer), efer.nxe).and(control4(cpu, cr4.pae));

/** The access whose rights are in question. `user`: not 0 if it counts as one of ring 3. */
export interface Asked {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  readonly linear: Local;
  readonly kind: Local;
  readonly user: Local;
}

const writes = (kind: Value): Value => kind.and(accessKind.write).ne(0);
const fetches = (kind: Value): Value => kind.and(accessKind.fetch).ne(0);

/** Sets the fault cells, and gives up the walk. */
export function pageFault({ f, cpu, linear, kind, user }: Asked, code: Value): void {
  const says = noExecuteIsOn(cpu).or(control4(cpu, cr4.smep));
  const all = code.or(writes(kind).shl(1)).or(user.ne(0).shl(2)).or(fetches(kind).and(says).shl(4));
  f.store(4, cpu, i32(pageFaultVector), cpuCell.faultVector);
  f.store(4, cpu, all, cpuCell.faultCode);
  f.store(8, cpu, linear, cpuCell.faultAddress);
  f.return(-1);
}

/** CR4.PKE gives pages of ring 3 a key each, in long mode (SDM 3A 4.6.2). */
const keysAreOn = (cpu: Value): Value => control4(cpu, cr4.pke).and(isLong(cpu));

/** Whether PKRU refuses a data access to pages of this key: AD, or WD for writes that obey it. */
export function keyRefuses(cpu: Value, key: Value, writing: Value, user: Value): Value {
  const disabled = cell(cpu, cpuCell.pkru).shrU(key.shl(1));
  const obeys = writing.and(user.ne(0).or(writeProtect(cpu)));
  return disabled.or(disabled.shrU(1).and(obeys)).and(1);
}

/** Whether SMAP keeps ring 0 from pages of ring 3 now; AC never frees the CPU's own accesses. */
export const smapRefuses = (cpu: Value, kind: Value): Value =>
  kind
    .and(accessKind.system)
    .ne(0)
    .or(bit(cell(cpu, cpuCell.eflags), eflagsAc).isZero());

/** Faults unless the rights and the page's protection key allow the access. */
export function checkRights(a: Asked, rights: Local, key: Local): void {
  const { f, cpu, kind } = a;
  const supervisor = a.user.isZero();
  const isUserPage = rights.shrU(1).and(1);
  const data = fetches(kind).isZero();
  const readOnly = rights.and(pageRight.write).isZero();
  const smep = supervisor.and(isUserPage).and(control4(cpu, cr4.smep));
  const smap = supervisor.and(isUserPage).and(control4(cpu, cr4.smap)).and(smapRefuses(cpu, kind));
  const denied = f.let(
    supervisor
      .isZero()
      .and(isUserPage.isZero())
      .or(
        writes(kind)
          .and(readOnly)
          .and(supervisor.isZero().or(writeProtect(cpu))),
      )
      .or(fetches(kind).and(rights.shrU(2).and(1).or(smep)))
      .or(data.and(smap)),
  );
  const keyed = isUserPage.and(data).and(keysAreOn(cpu));
  const byKey = f.let(keyed.and(keyRefuses(cpu, key, writes(kind), a.user)));
  f.if(denied.or(byKey), () => {
    pageFault(a, select(byKey, i32(faultBit.protectionKey), i32(0)).or(faultBit.present));
  });
}

/** What the TLB keeps of a translation; `isDirty`: its dirty bit is set, writes need no walk. */
export function rightsToKeep(
  { cpu, user }: Asked,
  rights: Value,
  key: Value,
  isDirty: Value,
): Value {
  const isUserPage = rights.shrU(1).and(1);
  const mayWrite = rights.and(pageRight.write).or(user.or(writeProtect(cpu)).isZero());
  const guarded = user.isZero().and(isUserPage).and(control4(cpu, cr4.smap));
  const keyed = isUserPage.and(keysAreOn(cpu));
  return mayWrite
    .and(isDirty)
    .or(select(guarded, i32(tlbRight.guarded), i32(0)))
    .or(select(keyed, key.shl(tlbKeyShift).or(tlbRight.keyed), i32(0)));
}

/** Whether what the TLB knows of a page allows the access without another walk. */
export function tlbAllows(cpu: Value, known: Value, kind: Value, user: Value): Value {
  const has = (right: number): Value => known.and(right).ne(0);
  const enough = writes(kind).isZero().or(has(tlbRight.write));
  const guarded = has(tlbRight.guarded).and(smapRefuses(cpu, kind));
  const key = known.shrU(tlbKeyShift).and(15);
  const refused = has(tlbRight.keyed).and(keyRefuses(cpu, key, writes(kind), user));
  return enough.and(guarded.or(refused).isZero());
}

/** Whether accesses to a page may skip all of this: not where each has to ask for AC. */
export const isUnguarded = (known: Value): Value =>
  known
    .low32()
    .and(tlbRight.none | tlbRight.guarded)
    .isZero();

/** Whether a translation outlives writes of CR3 (SDM 3A 4.10.2.4). */
export const isGlobal = (cpu: Value, entry: Value): Value =>
  bit(entry, 8).and(control4(cpu, cr4.pge));

export const pageSizesAreOn = (cpu: Value): Value => control4(cpu, cr4.pse);
export const hasFiveLevels = (cpu: Value): Value => control4(cpu, cr4.la57);
export const hasWideEntries = (cpu: Value): Value => control4(cpu, cr4.pae);
export const pagingIsOff = (cpu: Value): Value =>
  load('i32', 4, cpu, cpuCell.cr0).shrU(cr0.pg).isZero();
