/**
 * The interpreter: one WebAssembly function, a case for each hot handler, CPUs rotated inside its
 * loop. Generated once from the meanings; rare meanings become functions of their own.
 */
import {
  codePool,
  cpuCell,
  fetchEntry,
  machineCell,
  recordField,
  exitReason,
} from '../memory/layout.ts';
import { cell } from '../memory/routine.ts';
import type { Variant } from '../isa/catalogue.ts';
import { variants } from '../isa/catalogue.ts';
import type { Continuations } from '../isa/context.ts';
import { Context } from '../isa/context.ts';
import { outcome } from '../isa/routines/names.ts';
import type { Scope } from '../isa/routines/scope.ts';
import type { FunctionBuilder, Label } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, load } from '../wasm/value.ts';
import { giveBack, grant, takeBackDue } from './boundary.ts';
import type { FixedHandler, Placement } from './placement.ts';
import { fixedHandler, fixedHandlers } from './placement.ts';
import { machine, setMachine } from './machine-cells.ts';
import { fetchKey, fetchSlot, settle } from './fetch.ts';

interface Registers {
  readonly cpu: Local;
  readonly record: Local;
  /** Steps granted and not yet taken. */
  readonly counter: Local;
  readonly user: Local;
  readonly handler: Local;
}

interface Labels {
  readonly next: Label;
  readonly jump: Label;
  readonly fault: Label;
  readonly dispatch: Label;
}

/** Defines out-of-line functions for the cold variants and the interpreter for the hot ones. */
export function defineInterpreter(scope: Scope): readonly Placement[] {
  const { module } = scope;
  const placements: Placement[] = [];
  const hot: Variant[] = [];
  for (const variant of variants) {
    if (variant.hot) {
      placements.push({ handler: fixedHandlers.length + hot.length, meaning: 0 });
      hot.push(variant);
    } else {
      const callee = module.function(['i32', 'i32'], 'i32', (f, cpu, record) =>
        outOfLine(f, scope, variant, cpu, record),
      );
      placements.push({ handler: fixedHandler.outOfLine, meaning: module.tableEntry(callee) });
    }
  }
  const run = module.function([], undefined, (f) => interpreter(f, scope, hot));
  module.export('run', run);
  return placements;
}

/** A cold meaning as a function: its continuations are the outcomes it returns. */
function outOfLine(
  f: FunctionBuilder,
  scope: Scope,
  variant: Variant,
  cpu: Local,
  record: Local,
): void {
  const give = (value: number) => (): void => f.return(value);
  const context = contextOf(
    f,
    scope,
    variant,
    { cpu, record, user: cell(cpu, cpuCell.tlbUser) },
    {
      fault: give(outcome.fault),
      next: give(outcome.next),
      jump: give(outcome.jump),
      nextAndLook: give(outcome.nextAndLook),
      jumpAndLook: give(outcome.jumpAndLook),
      again: give(outcome.again),
      stay: (distance) => {
        const rip = context.rip().add(distance.shrS(5).signExtend());
        context.setCell(cpuCell.rip, rip, 8);
        f.return(outcome.jump);
      },
      // The interpreter has saved the counter and reads it back in any case.
      saveCounter: () => undefined,
      loadCounter: () => undefined,
    },
  );
  f.scope(() => variant.meaning.emit(context));
}

function contextOf(
  f: FunctionBuilder,
  { routines, host }: Scope,
  variant: Variant,
  place: { cpu: Local; record: Local; user: Value },
  go: Continuations,
): Context {
  const { operands, long, inPage, width } = variant;
  return new Context({ f, ...place, go, routines, host, long, inPage, width }, operands);
}

function interpreter(f: FunctionBuilder, scope: Scope, hot: readonly Variant[]): void {
  const current = f.let(machine(machineCell.current));
  const r: Registers = {
    cpu: current,
    // A run that ended between two instructions goes on there, whether or not rip was saved.
    record: f.let(cell(current, cpuCell.record)),
    counter: f.let(i32(0)),
    user: f.local('i32'),
    handler: f.local('i32'),
  };
  f.loop((next) => {
    f.if(r.counter.isZero(), () => changeTurns(f, scope, r));
    f.set(r.counter, r.counter.sub(1));
    f.set(r.handler, load('i32', 2, r.record, recordField.handler));
    f.block((jump) => {
      f.block((fault) => {
        f.loop((dispatch) => {
          cases(f, scope, r, hot, { next, jump, fault, dispatch });
        });
      });
      deliverFault(f, scope, r);
    });
    followRip(f, scope, r);
    f.branch(next);
  });
}

/** The counter has run out: the next CPU of the ring, or whatever the boundary decides. */
function changeTurns(f: FunctionBuilder, scope: Scope, r: Registers): void {
  const { cpu, record, counter } = r;
  f.store(4, cpu, record, cpuCell.record);
  const following = f.let(cell(cpu, cpuCell.next));
  // The usual case of short turns, without a call: nothing to look at on either CPU.
  const attention = cell(cpu, cpuCell.attention).or(cell(following, cpuCell.attention));
  // A device may have ended the run in the last step of a turn.
  const held = machine(machineCell.deferred)
    .or(machine(machineCell.turn))
    .or(machine(machineCell.exitReason));
  const ready = cell(following, cpuCell.record).ne(0).and(machine(machineCell.budget).ne(0));
  f.if(
    attention.or(held).isZero().and(ready),
    () => {
      f.set(cpu, following);
      setMachine(f, machineCell.current, cpu);
      setMachine(f, machineCell.turn, machine(machineCell.quantum));
      f.set(counter, machine(machineCell.quantum));
      f.if(machine(machineCell.budget).ltU(counter), () =>
        f.set(counter, machine(machineCell.budget)),
      );
      grant(f, counter);
    },
    () => {
      f.set(cpu, f.call(scope.routines.boundary, cpu));
      f.if(cpu.isZero(), () => f.return());
      f.set(counter, machine(machineCell.counter));
    },
  );
  f.set(record, cell(cpu, cpuCell.record));
  f.set(r.user, cell(cpu, cpuCell.tlbUser));
}

/** One nested block for each case; the branch table in the middle goes to the end of one. */
function cases(
  f: FunctionBuilder,
  scope: Scope,
  r: Registers,
  hot: readonly Variant[],
  labels: Labels,
): void {
  const fixed: Readonly<Record<FixedHandler, () => void>> = {
    decode: () => {
      f.run(scope.host.decode, r.cpu, r.record);
      redispatch(f, r, labels);
    },
    pageEnd: () => {
      f.set(r.counter, r.counter.add(1));
      storeRip(f, r);
      f.branch(labels.jump);
    },
    straddle: () => {
      const own = f.call(scope.routines.straddle, r.cpu, r.record);
      f.branchIf(own.isZero(), labels.fault);
      f.set(r.record, own);
      redispatch(f, r, labels);
    },
    breakpoint: () => breakpoint(f, scope, r, labels),
    outOfLine: () => callOut(f, scope, r, labels),
  };
  const bodies: (() => void)[] = [
    ...fixedHandlers.map((name) => fixed[name]),
    ...hot.map((variant) => () => hotCase(f, scope, variant, r, labels)),
  ];
  const nest = (at: number, ends: Label[]): void => {
    if (at < 0) {
      f.branchTable(r.handler, ends.toReversed());
      return;
    }
    f.block((end) => nest(at - 1, [...ends, end]));
    f.scope(() => bodies[at]?.());
  };
  nest(bodies.length - 1, []);
}

function redispatch(f: FunctionBuilder, r: Registers, labels: Labels): void {
  f.set(r.handler, load('i32', 2, r.record, recordField.handler));
  f.branch(labels.dispatch);
}

const stepOver = (f: FunctionBuilder, r: Registers): void =>
  f.set(r.record, r.record.add(load('i32', 2, r.record, recordField.stride)));

/** Holds the rest of the turn back, so that the boundary is reached before the next instruction. */
function look(f: FunctionBuilder, r: Registers): void {
  setMachine(f, machineCell.deferred, machine(machineCell.deferred).add(r.counter));
  f.set(r.counter, i32(0));
}

function hotCase(
  f: FunctionBuilder,
  scope: Scope,
  variant: Variant,
  r: Registers,
  labels: Labels,
): void {
  const go: Continuations = {
    fault: () => f.branch(labels.fault),
    next: () => {
      stepOver(f, r);
      f.branch(labels.next);
    },
    jump: () => f.branch(labels.jump),
    nextAndLook: () => {
      stepOver(f, r);
      look(f, r);
      f.branch(labels.next);
    },
    jumpAndLook: () => {
      look(f, r);
      f.branch(labels.jump);
    },
    again: () => f.branch(labels.next),
    stay: (distance) => {
      f.set(r.record, r.record.add(distance));
      f.branch(labels.next);
    },
    saveCounter: () => setMachine(f, machineCell.counter, r.counter),
    loadCounter: () => f.set(r.counter, machine(machineCell.counter)),
  };
  variant.meaning.emit(contextOf(f, scope, variant, r, go));
}

function callOut(f: FunctionBuilder, scope: Scope, r: Registers, labels: Labels): void {
  setMachine(f, machineCell.counter, r.counter);
  const type = scope.module.type(['i32', 'i32'], 'i32');
  const entry = load('i32', 2, r.record, recordField.meaning);
  const result = f.callIndirect(type, entry, [r.cpu, r.record]);
  f.set(r.counter, machine(machineCell.counter));
  const when = (value: number, body: () => void): void => f.if(result.eq(value), body);
  when(outcome.next, () => {
    stepOver(f, r);
    f.branch(labels.next);
  });
  f.branchIf(result.eq(outcome.jump), labels.jump);
  f.branchIf(result.eq(outcome.fault), labels.fault);
  when(outcome.again, () => {
    // A page-crossing record is only good for one step; the page's own record decodes it again.
    f.branchIf(r.record.geU(codePool), labels.next);
    storeRip(f, r);
    f.branch(labels.jump);
  });
  when(outcome.nextAndLook, () => {
    stepOver(f, r);
    look(f, r);
    f.branch(labels.next);
  });
  look(f, r);
  f.branch(labels.jump);
}

/**
 * A breakpoint stands in front of this record's own handler; the host knows if it is meant. It may
 * look at the moment and at the registers, which are those from before the instruction.
 */
function breakpoint(f: FunctionBuilder, scope: Scope, r: Registers, labels: Labels): void {
  storeRip(f, r);
  f.store(4, r.cpu, r.record, cpuCell.record);
  setMachine(f, machineCell.counter, r.counter.add(1));
  const meant = f.call(scope.host.breakpoint, r.cpu);
  f.if(meant, () => {
    setMachine(f, machineCell.exitReason, exitReason.breakpoint);
    takeBackDue(f, r.cpu);
    leave(f, r.counter.add(1));
  });
  f.set(r.handler, load('i32', 2, r.record, recordField.behind));
  f.branch(labels.dispatch);
}

/** Ends run(), with `unspent` steps not taken. */
function leave(f: FunctionBuilder, unspent: Value): void {
  giveBack(f, f.let(unspent.add(machine(machineCell.deferred))));
  setMachine(f, machineCell.deferred, 0);
  f.return();
}

function storeRip(f: FunctionBuilder, { cpu, record }: Registers): void {
  const offset = record.sub(cell(cpu, cpuCell.recordBase)).shrU(5);
  f.store(8, cpu, cell(cpu, cpuCell.ripPage, 8).add(offset.zeroExtend()), cpuCell.rip);
}

/** The fault cells are set: deliver, or end run() where a watchpoint or shutdown wants that. */
function deliverFault(f: FunctionBuilder, scope: Scope, r: Registers): void {
  storeRip(f, r);
  setMachine(f, machineCell.counter, r.counter);
  const ends = f.call(scope.routines.deliverFault, r.cpu);
  f.set(r.counter, machine(machineCell.counter));
  // Somebody who was told of the vector may want the machine to stop there.
  f.if(ends.eq(2).or(machine(machineCell.exitReason)), () => look(f, r));
  f.if(ends.eq(1), () => {
    f.store(4, r.cpu, i32(0), cpuCell.record);
    // Before a watched access nothing of the instruction has happened.
    const untaken = machine(machineCell.exitReason).eq(exitReason.watch);
    takeBackDue(f, r.cpu);
    leave(f, r.counter.add(untaken));
  });
}

/** The slow way to a record. A fault of the fetch is delivered, which takes a step. */
function enterCode(f: FunctionBuilder, scope: Scope, r: Registers): void {
  setMachine(f, machineCell.counter, r.counter);
  f.set(r.record, f.call(scope.routines.enter, r.cpu));
  f.set(r.counter, machine(machineCell.counter));
  f.if(r.record.isZero(), () => {
    f.if(machine(machineCell.exitReason), () => leave(f, r.counter));
    f.set(r.counter, r.counter.sub(1));
    look(f, r);
  });
  f.set(r.user, cell(r.cpu, cpuCell.tlbUser));
}

/**
 * Goes on at cpuCell.rip: in the usual case a page of 64-bit code that the fetch TLB knows.
 * With no step left it only waits there: events come before a fault of the fetch.
 */
function followRip(f: FunctionBuilder, scope: Scope, r: Registers): void {
  const { cpu, record } = r;
  const rip = f.let(cell(cpu, cpuCell.rip, 8));
  const entry = f.let(fetchSlot(cpu, rip));
  const tag = rip.and(-4096).or(fetchKey(cpu).zeroExtend());
  const long = cell(cpu, cpuCell.mode).eq(2);
  f.set(r.user, cell(cpu, cpuCell.tlbUser));
  f.if(
    load('i64', 8, entry, fetchEntry.tag).eq(tag).and(long),
    () => {
      f.set(record, settle(f, cpu, rip, rip, load('i32', 4, entry, fetchEntry.recordBase)));
    },
    () => {
      f.set(record, i32(0));
      f.if(r.counter, () => enterCode(f, scope, r));
    },
  );
}
