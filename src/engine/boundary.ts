/**
 * Between two instructions: whose turn it is, when events and traps come, when to stop. Everything that
 * happens here happens at the same moment of the machine whatever the host does.
 */
import { guestCell } from '../memory/guest-cells.ts';
import {
  cpuCell,
  debugBit,
  heldBit,
  machineCell,
  resumeBit,
  segment,
  segmentCell,
  shadowBit,
  shadowDueBit,
  trapBit,
  trapDueBit,
  exitReason,
} from '../memory/layout.ts';
import { instructionHits } from '../memory/debug-registers.ts';
import { cell } from '../memory/routine.ts';
import { flagBit } from '../isa/flags.ts';
import { isRepeating } from '../isa/routines/delivery.ts';
import type { Scope } from '../isa/routines/scope.ts';
import { vector } from '../isa/vectors.ts';
import { deliverEvent, deliverExternal, machineCheck, nextEvent } from './events.ts';
import { activityOf, byteOf, machine, setMachine } from './machine-cells.ts';
import type { Callee, FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, load, select } from '../wasm/value.ts';

/** cpuCell.stepping: whether the CPU is to stop after a step, and whether that step is on its way. */
const steppingValue = { wanted: 1, granted: 2 } as const;

const clearActivity = (f: FunctionBuilder, cpu: Local, bits: number): void =>
  f.store(1, cpu, byteOf(cpu, cpuCell.activity).and(~bits), cpuCell.activity);

/**
 * The instruction that was granted will not be executed now: what was due behind it is not, and
 * who asked for a step has not had it.
 */
export function takeBackDue(f: FunctionBuilder, cpu: Local): void {
  clearActivity(f, cpu, shadowDueBit | trapDueBit);
  f.if(cell(cpu, cpuCell.resuming), () => {
    f.store(4, cpu, i32(0), cpuCell.resuming);
    f.store(4, cpu, cell(cpu, cpuCell.eflags).or(flagBit.rf), cpuCell.eflags);
  });
  f.if(byteOf(cpu, cpuCell.stepping).eq(steppingValue.granted), () => {
    f.store(1, cpu, i32(steppingValue.wanted), cpuCell.stepping);
  });
}

/** Moves `steps` between what is granted and what the turn and the call still have. */
function account(f: FunctionBuilder, steps: Value, sign: 1 | -1): void {
  const change = (value: Value): Value => (sign === 1 ? value.sub(steps) : value.add(steps));
  setMachine(f, machineCell.turn, change(machine(machineCell.turn)));
  setMachine(f, machineCell.budget, change(machine(machineCell.budget)));
  const end = load('i64', 8, i32(0), machineCell.momentEnd64);
  const wide = steps.zeroExtend();
  f.store(8, i32(0), sign === 1 ? end.add(wide) : end.sub(wide), machineCell.momentEnd64);
}

export const grant = (f: FunctionBuilder, steps: Value): void => account(f, steps, 1);
export const giveBack = (f: FunctionBuilder, steps: Value): void => account(f, steps, -1);

/** Makes cpuCell.rip true: while a CPU runs only its record says where it is. */
export function saveRip(f: FunctionBuilder, cpu: Local): void {
  f.if(cell(cpu, cpuCell.record), () => {
    const offset = cell(cpu, cpuCell.record).sub(cell(cpu, cpuCell.recordBase)).shrU(5);
    f.store(8, cpu, cell(cpu, cpuCell.ripPage, 8).add(offset.zeroExtend()), cpuCell.rip);
  });
}

const dr6 = { singleStep: 0x4000 } as const;
const dr7Detects = 1 << 13;

/** A #DB of the CPU's own making: DR6 says why, and DR7.GD lets the handler at the registers. */
function deliverDebug(f: FunctionBuilder, scope: Scope, cpu: Local, reasons: Value): void {
  f.run(scope.routines.saveRip, cpu);
  f.store(4, cpu, cell(cpu, cpuCell.dr6).or(reasons), cpuCell.dr6);
  f.store(4, cpu, i32(0), cpuCell.debugHits);
  f.store(4, cpu, i32(0), cpuCell.heldHits);
  f.store(4, cpu, cell(cpu, cpuCell.dr7).and(~dr7Detects), cpuCell.dr7);
  const left = f.call(scope.routines.interceptException, cpu, i32(vector.db), i32(0));
  f.if(left.isZero(), () => deliverExternal(f, scope, cpu, i32(vector.db)));
  f.store(4, cpu, i32(0), cpuCell.record);
}

/**
 * #DB behind the instruction just executed: TF, and data breakpoints (SDM 3B 17.3.1.2, 17.3.1.4).
 * Behind MOV SS it waits for one more instruction, whatever that is: an INT3 or a fault enters its
 * handler first, and the #DB comes in front of the handler (SDM 3A 6.8.3).
 */
function deliverTraps(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  f.store(4, cpu, i32(0), cpuCell.resuming);
  f.if(cell(cpu, cpuCell.eflags).and(flagBit.rf).isZero(), () => clearActivity(f, cpu, resumeBit));
  const stepped = f.let(byteOf(cpu, cpuCell.activity).and(trapDueBit));
  const hits = f.let(cell(cpu, cpuCell.debugHits).or(cell(cpu, cpuCell.heldHits)));
  f.if(byteOf(cpu, cpuCell.activity).and(shadowBit), () => {
    f.store(4, cpu, hits, cpuCell.heldHits);
    f.store(4, cpu, i32(0), cpuCell.debugHits);
    f.set(hits, i32(0));
  });
  // While GIF is clear breakpoint matches are lost (APM 2 15.17).
  f.if(cell(cpu, guestCell.gifClear), () => {
    f.set(hits, i32(0));
    f.store(4, cpu, hits, cpuCell.debugHits);
    f.store(4, cpu, hits, cpuCell.heldHits);
  });
  f.if(stepped.or(hits), () => {
    clearActivity(f, cpu, trapDueBit);
    deliverDebug(f, scope, cpu, hits.or(select(stepped, i32(dr6.singleStep), i32(0))));
  });
}

/**
 * (cpu): 1 if #DB comes instead of the instruction at rip, because of its breakpoint. RF lets one
 * instruction past; behind MOV SS none is looked for (SDM 3B 17.3.1.1, 3A 6.8.3).
 */
function breaksHere(f: FunctionBuilder, scope: Scope, cpu: Local): void {
  const flags = cell(cpu, cpuCell.eflags);
  f.if(flags.and(flagBit.rf), () => {
    f.store(4, cpu, flags.and(~flagBit.rf), cpuCell.eflags);
    f.store(4, cpu, i32(1), cpuCell.resuming);
    f.return(0);
  });
  const hidden = byteOf(cpu, cpuCell.activity).and(shadowBit).or(cell(cpu, guestCell.gifClear));
  f.if(hidden, () => f.return(0));
  f.run(scope.routines.saveRip, cpu);
  const linear = f.let(cell(cpu, cpuCell.rip, 8));
  // A REP instruction meets its breakpoint once, not with each iteration.
  f.if(isRepeating(cpu), () => f.return(0));
  f.if(cell(cpu, cpuCell.mode).ne(2), () => {
    const base = load('i64', 8, cpu, segment('cs') + segmentCell.base);
    f.set(linear, linear.add(base).and(0xffffffffn));
  });
  const hits = instructionHits(f, cpu, linear);
  f.if(hits.isZero(), () => f.return(0));
  deliverDebug(f, scope, cpu, hits);
  f.return(1);
}

/** (cpu): whether it can take a step now, if only the delivery of an event, and is let. */
function runnable(f: FunctionBuilder, nextEventOf: Callee, cpu: Local): void {
  f.if(cell(cpu, cpuCell.attention).isZero(), () => f.return(1));
  const able = f.let(activityOf(cpu).isZero());
  f.if(able.isZero(), () => f.set(able, f.call(nextEventOf, cpu).ne(0)));
  f.if(able.and(byteOf(cpu, cpuCell.held).and(heldBit.steps)), () => {
    setMachine(f, machineCell.heldBack, 1);
    f.return(0);
  });
  f.return(able);
}

/** Goes round the ring to the next CPU that can run; run() ends as idle if there is none. */
function rotate(f: FunctionBuilder, canRun: Callee, cpu: Local): void {
  const first = f.let(cpu);
  const found = f.let(i32(0));
  f.loop((again) => {
    f.set(cpu, cell(cpu, cpuCell.next));
    f.set(found, f.call(canRun, cpu));
    f.branchIf(found.isZero().and(cpu.ne(first)), again);
  });
  f.if(found.isZero(), () => {
    setMachine(f, machineCell.exitReason, exitReason.idle);
    f.return(0);
  });
  setMachine(f, machineCell.handedOnBy, first);
  setMachine(f, machineCell.handedOnTurn, machine(machineCell.turn));
  const moment = load('i64', 8, i32(0), machineCell.momentEnd64);
  f.store(8, i32(0), moment, machineCell.handedOnAt64);
  setMachine(f, machineCell.current, cpu);
  setMachine(f, machineCell.turn, machine(machineCell.quantum));
}

/** A CPU that was asked to step has done so. */
function finishStepping(f: FunctionBuilder, cpu: Local, when: number): void {
  f.if(byteOf(cpu, cpuCell.stepping).eq(when), () => {
    f.store(1, cpu, i32(0), cpuCell.stepping);
    f.if(machine(machineCell.exitReason).isZero(), () => {
      setMachine(f, machineCell.exitReason, exitReason.stepped);
    });
  });
}

/** (cpu): the CPU to go on with, its steps granted into the counter; 0 when run() must end. */
function boundary(
  f: FunctionBuilder,
  scope: Scope,
  parts: { canRun: Callee; nextEventOf: Callee; deliver: Callee; breaks: Callee },
  cpu: Local,
): void {
  const { routines: r } = scope;
  giveBack(f, machine(machineCell.deferred));
  setMachine(f, machineCell.deferred, 0);
  // Nothing is granted now: whoever asks for the moment from here on is told the right one.
  setMachine(f, machineCell.counter, 0);
  f.if(byteOf(cpu, cpuCell.activity).and(shadowDueBit), () => {
    clearActivity(f, cpu, shadowBit | shadowDueBit);
  });
  const traps = byteOf(cpu, cpuCell.activity).and(trapDueBit | debugBit | resumeBit);
  const hits = cell(cpu, cpuCell.debugHits).or(cell(cpu, cpuCell.heldHits));
  f.if(traps.or(hits), () => deliverTraps(f, scope, cpu));
  finishStepping(f, cpu, steppingValue.granted);
  f.loop((again) => {
    f.if(machine(machineCell.exitReason), () => f.return(0));
    f.if(machine(machineCell.budget).isZero(), () => {
      setMachine(f, machineCell.exitReason, exitReason.budget);
      f.return(0);
    });
    const mustRotate = machine(machineCell.turn).isZero().or(f.call(parts.canRun, cpu).isZero());
    f.if(mustRotate, () => rotate(f, parts.canRun, cpu));
    f.if(cell(cpu, cpuCell.attention), () => {
      const event = f.call(parts.nextEventOf, cpu);
      f.if(event, () => {
        grant(f, i32(1));
        f.run(parts.deliver, cpu, event);
        finishStepping(f, cpu, steppingValue.wanted);
        f.branch(again);
      });
    });
    f.if(byteOf(cpu, cpuCell.activity).and(debugBit | resumeBit), () => {
      f.if(f.call(parts.breaks, cpu), () => {
        grant(f, i32(1));
        finishStepping(f, cpu, steppingValue.wanted);
        f.branch(again);
      });
    });
    f.if(cell(cpu, cpuCell.record).isZero(), () => {
      f.if(f.call(r.enter, cpu).isZero(), () => {
        f.branchIf(machine(machineCell.exitReason), again);
        grant(f, i32(1));
        finishStepping(f, cpu, steppingValue.wanted);
        f.branch(again);
      });
    });
    grantTurn(f, cpu);
    f.return(cpu);
  });
}

/** Grants the turn, or one step where something must be looked at after the next instruction. */
function grantTurn(f: FunctionBuilder, cpu: Local): void {
  const steps = f.let(machine(machineCell.turn));
  f.if(machine(machineCell.budget).ltU(steps), () => f.set(steps, machine(machineCell.budget)));
  const activity = f.let(byteOf(cpu, cpuCell.activity));
  f.if(
    activity.and(shadowBit | trapBit | debugBit | resumeBit).or(byteOf(cpu, cpuCell.stepping)),
    () => f.set(steps, i32(1)),
  );
  f.if(activity.and(shadowBit), () => f.set(activity, activity.or(shadowDueBit)));
  f.if(activity.and(trapBit), () => f.set(activity, activity.or(trapDueBit)));
  f.store(1, cpu, activity, cpuCell.activity);
  f.if(byteOf(cpu, cpuCell.stepping), () => {
    f.store(1, cpu, i32(steppingValue.granted), cpuCell.stepping);
  });
  grant(f, steps);
  setMachine(f, machineCell.counter, steps);
}

export function defineBoundary(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.saveRip, (f, cpu) => saveRip(f, cpu));
  const nextEventOf = module.function(['i32'], 'i32', (f, cpu) => nextEvent(f, cpu));
  const canRun = module.function(['i32'], 'i32', (f, cpu) => runnable(f, nextEventOf, cpu));
  const check = module.function(['i32'], undefined, (f, cpu) => machineCheck(f, scope, cpu));
  const deliver = module.function(['i32', 'i32'], undefined, (f, cpu, event) =>
    deliverEvent(f, scope, { machineCheck: check }, cpu, event),
  );
  const breaks = module.function(['i32'], 'i32', (f, cpu) => breaksHere(f, scope, cpu));
  module.define(r.boundary, (f, cpu) =>
    boundary(f, scope, { canRun, nextEventOf, deliver, breaks }, cpu),
  );
  module.export('saveRip', r.saveRip);
  module.export('canRun', canRun);
}
