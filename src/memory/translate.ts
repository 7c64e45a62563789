/** The slow way of a guest access: everything the fast path of a TLB hit cannot decide. */
import type { Callee, FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { pageBytes } from '../foundation/addresses.ts';
import { accessBytesMask, accessKind } from './access.ts';
import { alignmentIsChecked, isMisaligned } from './alignment.ts';
import { isCanonical } from './canonical.ts';
import { invalidate } from './code-pages.ts';
import { isDebugPage, looksAtDebugRegisters, noteDataHits } from './debug-registers.ts';
import { framesFor } from './frames.ts';
import {
  cpuCell,
  dirtyList,
  machineCell,
  pageFlag,
  pageFlags,
  ramBase,
  tlbEntry,
  tlbRight,
  watchedTag,
  watchEntryBytes,
} from './layout.ts';
import { nestedWalk } from './nested.ts';
import { isUnguarded, tlbAllows } from './page-rights.ts';
import { markDirty } from './paging-entry.ts';
import type { RoutineScope } from './routine.ts';
import { cell } from './routine.ts';
import {
  closeAll,
  closeWrites,
  contextOf,
  enterContext,
  flush,
  flushContext,
  flushFetches,
  flushPage,
  isOfContext,
  tlbSlot,
  userOf,
} from './tlb.ts';
import { loadDirectories, walk } from './walk.ts';

type Names =
  | 'translate'
  | 'translatePage'
  | 'walk'
  | 'commit'
  | 'invalidate'
  | 'flushTlb'
  | 'flushTlbKeepGlobal'
  | 'flushPage'
  | 'flushContext'
  | 'contextOf'
  | 'enterContext'
  | 'closeFastPaths'
  | 'loadDirectories'
  | 'pageWritten'
  | 'noteExit';
type Routines = Readonly<Record<Names, Callee>>;
type Scope = RoutineScope<Routines, Readonly<Record<'readDevice' | 'writeDevice', Callee>>>;

const vectorSs = 12;
const vectorGp = 13;
const vectorAc = 17;
/** Fault "vector" that means: a watchpoint wants the machine to stop before this access. */
const watchAbort = 256;

const machine = (offset: number): Value => load('i32', 4, i32(0), offset);
const setMachine = (f: FunctionBuilder, offset: number, value: Value): void =>
  f.store(4, i32(0), value, offset);

/** Puts a page on the list of pages that differ from the last checkpoint. */
export function noteDirty(f: FunctionBuilder, page: Value): void {
  const count = machine(machineCell.dirtyCount);
  f.store(4, count.shl(2), page, dirtyList);
  setMachine(f, machineCell.dirtyCount, count.add(1));
}

/** Defines the routines of guest memory, and exports what TypeScript needs of them. */
export function defineMemory(scope: Scope): void {
  const { module, routines: r } = scope;
  const note = module.function(['i32'], undefined, (f, page) => noteDirty(f, page));
  const nested = module.function(['i32', 'i64', 'i32'], 'i32', (f, cpu, physical, ask) =>
    nestedWalk(f, cpu, physical, ask, {
      note: (page) => f.run(note, page),
      exit: (on, code, info1, info2) => f.run(r.noteExit, on, code, info1, info2, i64(0)),
    }),
  );
  module.define(r.walk, (f, cpu, linear, kind) =>
    walk(f, cpu, linear, kind, { note: (page) => f.run(note, page), nested }),
  );
  module.define(r.translatePage, (f, cpu, linear, kind) => translatePage(f, r, cpu, linear, kind));
  const access = module.function(
    ['i32', 'i32', 'i64', 'i32'],
    'i32',
    (f, cpu, page, linear, kind) => pageAccess(f, r, { cpu, page, linear, kind, note }),
  );
  module.define(r.translate, (f, cpu, linear, kind) =>
    translate(f, scope, access, cpu, linear, kind),
  );
  module.define(r.commit, (f, cpu) => commit(f, scope, cpu));
  module.define(r.invalidate, (f, page, offset, bytes) => invalidate(f, page, offset, bytes));
  module.define(r.flushTlb, (f, cpu) => flush(f, cpu, false));
  module.define(r.flushTlbKeepGlobal, (f, cpu) => flush(f, cpu, true));
  module.define(r.flushPage, (f, cpu, linear, context, alsoGlobal) =>
    flushPage(f, cpu, linear, context, alsoGlobal),
  );
  module.define(r.flushContext, flushContext);
  module.define(r.contextOf, contextOf);
  module.define(r.enterContext, (f, cpu, pcid) => enterContext(f, r, cpu, pcid));
  module.export('invalidate', r.invalidate);
  module.export('flushTlb', r.flushTlb);
  module.export('flushFetchTlb', module.function(['i32'], undefined, flushFetches));
  module.export(
    'noteDirty',
    module.function(['i32'], undefined, (f, page) =>
      markDirty(f, page, (dirty) => f.run(note, dirty)),
    ),
  );
  module.define(r.closeFastPaths, closeAll);
  module.define(r.loadDirectories, (f, cpu, cr3) => loadDirectories(f, nested, cpu, cr3));
  module.define(r.pageWritten, (f, page) => {
    markDirty(f, page, (dirty) => f.run(note, dirty));
    f.if(load('i32', 1, page, pageFlags).and(pageFlag.code), () => {
      f.run(r.invalidate, page, i32(0), i32(pageBytes));
    });
  });
  module.export('closeFastPaths', r.closeFastPaths);
  module.export('loadDirectories', r.loadDirectories);
  module.export('closeWrites', module.function(['i32', 'i32'], undefined, closeWrites));
}

/** The physical page of a linear page: from the TLB if it knows enough, else by a walk. */
function translatePage(
  f: FunctionBuilder,
  r: Routines,
  cpu: Local,
  linear: Local,
  kind: Local,
): void {
  const entry = f.let(tlbSlot(cpu, linear, userOf(cpu, kind)));
  const known = f.let(cell(entry, tlbEntry.page, 8));
  const samePage = known.xor(linear).and(-4096).isZero();
  const usable = known.and(tlbRight.none).isZero();
  const low = f.let(known.low32());
  const allows = tlbAllows(cpu, low, kind, userOf(cpu, kind)).and(
    isOfContext(low, cell(cpu, cpuCell.context)),
  );
  f.if(samePage.and(usable).and(allows), () => f.return(cell(entry, tlbEntry.physicalPage)));
  f.return(f.call(r.walk, cpu, linear, kind));
}

interface PageAccess {
  readonly cpu: Local;
  readonly page: Local;
  readonly linear: Local;
  readonly kind: Local;
  readonly note: Callee;
}

/**
 * An access inside one page of RAM: watchpoints, dirty page, decoded code; opens the fast path as
 * far as the page allows. Gives the host address, or 0 if a watchpoint stops it.
 */
function pageAccess(f: FunctionBuilder, r: Routines, a: PageAccess): void {
  const { cpu, page, linear, kind } = a;
  const offset = f.let(linear.low32().and(4095));
  const bytes = kind.and(accessBytesMask);
  const writes = f.let(kind.and(accessKind.write).ne(0));
  const flags = f.let(load('i32', 1, page, pageFlags));
  const told = select(writes, machine(machineCell.storeMask), i32(0));
  const looks = i32(pageFlag.watchRead | pageFlag.watchWrite).or(told);
  f.if(flags.and(looks), () => {
    const physical = f.let(page.shl(12).or(offset));
    const stops = f.let(watchHit(f, physical, bytes, writes));
    f.if(flags.and(told).ne(0).and(machine(machineCell.watchNoting).isZero()), () => {
      setMachine(f, machineCell.storePhysical, physical);
      setMachine(f, machineCell.storeBytes, bytes);
      f.set(stops, i32(1));
    });
    f.if(stops.and(machine(machineCell.watchNoting).isZero()), () => {
      f.store(4, cpu, i32(watchAbort), cpuCell.faultVector);
      f.return(0);
    });
  });
  f.if(writes, () => {
    markDirty(f, page, (dirty) => f.run(a.note, dirty));
    f.if(flags.and(pageFlag.code), () => f.run(r.invalidate, page, offset, bytes));
  });
  const host = page.shl(12).add(ramBase);
  const entry = f.let(tlbSlot(cpu, linear, userOf(cpu, kind)));
  const linearPage = f.let(linear.and(-4096));
  const known = f.let(cell(entry, tlbEntry.page, 8));
  const isSeen = isDebugPage(f, cpu, linear).or(alignmentIsChecked(cpu));
  const isOpen = isUnguarded(known).and(isSeen.isZero());
  f.if(known.and(-4096).eq(linearPage).and(isOpen), () => {
    f.store(4, entry, host.sub(linearPage.low32()), tlbEntry.addend);
    const tagged = (watch: number): Value =>
      linearPage.or(select(flags.and(watch), i64(watchedTag), i64(0)));
    f.store(8, entry, tagged(pageFlag.watchRead), tlbEntry.read);
    const plain = flags.and(pageFlag.code | pageFlag.told).isZero();
    f.if(writes.and(plain), () => f.store(8, entry, tagged(pageFlag.watchWrite), tlbEntry.write));
  });
  f.return(host.add(offset));
}

/** Whether the access touches a watched range; of the first one the first byte it touches is noted. */
function watchHit(f: FunctionBuilder, physical: Local, bytes: Value, writes: Local): Local {
  const hit = f.let(i32(0));
  const entry = f.let(i32(machineCell.watches));
  const end = f.let(machine(machineCell.watchCount).mul(watchEntryBytes).add(machineCell.watches));
  const wanted = select(writes, i32(2), i32(1));
  f.while(entry.ltU(end), () => {
    const overlaps = physical.leU(cell(entry, 4)).and(physical.add(bytes).gtU(cell(entry, 0)));
    f.if(overlaps.and(cell(entry, 8).and(wanted).ne(0)), () => {
      f.set(hit, i32(1));
      f.if(machine(machineCell.watchHit).isZero(), () => {
        setMachine(f, machineCell.watchHit, i32(1));
        const first = select(physical.gtU(cell(entry, 0)), physical, cell(entry, 0));
        setMachine(f, machineCell.watchHitFrame, first);
        setMachine(f, machineCell.watchHitWrite, writes);
      });
    });
    f.set(entry, entry.add(watchEntryBytes));
  });
  return hit;
}

/** RAM, or ROM that is read. A local APIC that has been moved over it hides it from its CPU. */
const isMemory = (cpu: Local, page: Value, kind: Local): Value =>
  page.ltU(framesFor(kind.and(accessKind.write))).and(page.ne(cell(cpu, cpuCell.apicPage)));

function translate(
  f: FunctionBuilder,
  scope: Scope,
  access: Callee,
  cpu: Local,
  linear: Local,
  kind: Local,
): void {
  const { routines: r, host } = scope;
  const bytes = f.let(kind.and(accessBytesMask));
  const last = f.let(linear.add(bytes.sub(1).zeroExtend()));
  checkCanonical(f, cpu, linear, last, kind);
  f.if(alignmentIsChecked(cpu).and(isMisaligned(linear, kind)), () => {
    f.store(4, cpu, i32(vectorAc), cpuCell.faultVector);
    f.store(4, cpu, i32(0), cpuCell.faultCode);
    f.return(0);
  });
  const page = f.call(r.translatePage, cpu, linear, kind);
  f.if(page.eq(-1), () => f.return(0));
  f.if(looksAtDebugRegisters(cpu), () => noteDataHits(f, cpu, linear, last, kind));
  f.if(linear.xor(last).and(-4096).ne(0), () => {
    crossing(f, r, access, { cpu, page, linear, kind, last, bytes });
  });
  f.if(isMemory(cpu, page, kind), () => f.return(f.call(access, cpu, page, linear, kind)));
  const offset = linear.low32().and(4095);
  // A device register: reads come through the scratch cell; writes leave from there in `commit`.
  const reads = kind.and(accessKind.write).isZero().or(kind.and(accessKind.modify)).ne(0);
  f.if(reads, () => f.run(host.readDevice, cpu, page, offset, bytes));
  f.if(kind.and(accessKind.write), () => {
    setMachine(f, machineCell.mmioBytes, bytes);
    setMachine(f, machineCell.crossFirst, page);
    setMachine(f, machineCell.mmioPhysical, offset);
  });
  f.return(i32(machineCell.scratch));
}

/** An address that is not canonical is #SS for accesses to the stack, else #GP. */
function checkCanonical(
  f: FunctionBuilder,
  cpu: Local,
  linear: Local,
  last: Local,
  kind: Local,
): void {
  f.if(isCanonical(cpu, linear).and(isCanonical(cpu, last)).isZero(), () => {
    const stack = kind.and(accessKind.stack);
    f.store(4, cpu, select(stack, i32(vectorSs), i32(vectorGp)), cpuCell.faultVector);
    f.store(4, cpu, i32(0), cpuCell.faultCode);
    f.return(0);
  });
}

/** An access over two pages: each is checked; the bytes go through the scratch cell. */
function crossing(
  f: FunctionBuilder,
  r: Routines,
  access: Callee,
  a: { cpu: Local; page: Local; linear: Local; kind: Local; last: Local; bytes: Local },
): void {
  const { cpu, linear, kind, bytes } = a;
  const secondLinear = f.let(a.last.and(-4096));
  const secondPage = f.call(r.translatePage, cpu, secondLinear, kind);
  f.if(secondPage.eq(-1), () => f.return(0));
  const head = f.let(i32(4096).sub(linear.low32().and(4095)));
  const bits = kind.and(~accessBytesMask);
  const part = (page: Local, at: Local, count: Value): Local => {
    const hostAddress = f.let(i32(machineCell.scratch));
    // Half of it outside of RAM: reads as ones, writes are lost; the bus has no such device.
    f.if(isMemory(cpu, page, kind), () => {
      f.set(hostAddress, f.call(access, cpu, page, at, bits.or(count)));
      f.if(hostAddress.isZero(), () => f.return(0));
    });
    return hostAddress;
  };
  const first = part(a.page, linear, head);
  const second = part(secondPage, secondLinear, bytes.sub(head));
  const scratch = i32(machineCell.scratch);
  const reads = kind.and(accessKind.write).isZero().or(kind.and(accessKind.modify)).ne(0);
  f.if(reads, () => {
    f.copyMemory(scratch, first, head);
    f.copyMemory(scratch.add(head), second, bytes.sub(head));
  });
  setMachine(f, machineCell.mmioBytes, i32(0));
  setMachine(f, machineCell.crossFirst, first);
  setMachine(f, machineCell.crossSecond, second);
  setMachine(f, machineCell.crossBytes, head.or(bytes.shl(8)));
  f.return(scratch);
}

/** The second half of a store through the scratch cell. */
function commit(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const bytes = machine(machineCell.mmioBytes);
  f.if(
    bytes,
    () => {
      const page = machine(machineCell.crossFirst);
      f.run(scope.host.writeDevice, cpu, page, machine(machineCell.mmioPhysical), bytes);
      // The device may have sent this CPU an event: look before the next instruction.
      const left = machine(machineCell.counter).add(machine(machineCell.deferred));
      setMachine(f, machineCell.deferred, left);
      setMachine(f, machineCell.counter, i32(0));
    },
    () => {
      const head = machine(machineCell.crossBytes).and(0xff);
      const total = machine(machineCell.crossBytes).shrU(8);
      const scratch = i32(machineCell.scratch);
      f.copyMemory(machine(machineCell.crossFirst), scratch, head);
      f.copyMemory(machine(machineCell.crossSecond), scratch.add(head), total.sub(head));
    },
  );
}
