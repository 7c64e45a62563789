/** Whatever is done to a history, its machine is one that was switched on anew and lived its journal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  linearAddress,
  physicalAddress,
  type LinearAddress,
} from '../../src/foundation/addresses.ts';
import { History, type Journey } from '../../src/history/history.ts';
import { registers } from '../../src/isa/registers.ts';
import type { Computer } from '../../src/machine/computer.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { fixture } from '../fixture.ts';
import { bootHypervisor, runAll } from '../machine/hypervisor.ts';
import { readSymbols } from '../bench/symbols.ts';

const symbols = readSymbols(fixture('tiny-hypervisor/tiny-hypervisor.elf'));
const cpuCount = 4;
/** All CPUs are up, and sites are patched under them for ever. */
const amidstPatching = 80_000;
/** Behind this many steps a checkpoint has been kept since. */
const far = 2 ** 22;

const places = ['site_cross_page', 'text_poke_live', 'flip_site', 'sites_check_either', 'memcpy'];
const cpu = fc.nat(cpuCount - 1);
const place = fc.constantFrom(...places).map((name) => linearAddress(symbols.get(name) ?? 0n));

interface Stage {
  readonly history: History;
  readonly computer: Computer;
  /** Where breakpoints stand. */
  readonly standing: Set<LinearAddress>;
}

function begin(quantum: number): Stage {
  const commandLine = 'tiny-hypervisor rounds=0';
  const computer = bootHypervisor({ cpuCount, quantum, commandLine }).machine;
  return { history: new History({ computer }), computer, standing: new Set() };
}

function arrive(journey: Journey): StopReason {
  for (;;) {
    const { done, value } = journey.next();
    if (done === true) return value;
  }
}

/** Where the machine has run there is a reason why it stopped. */
type Deed = (history: History, stage: Stage) => StopReason | undefined;

/** The machine is not run. */
const still =
  (act: (history: History, stage: Stage) => void): Deed =>
  (history, stage) => {
    act(history, stage);
    return undefined;
  };

const everybody = Array.from({ length: cpuCount }, (_, index) => index);
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 3000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: far }) },
);

// prettier-ignore
const deeds: Readonly<Record<string, fc.Arbitrary<Deed>>> = {
  run: steps.map((budget) => (history) => runAll(history, budget)),
  'run some CPUs': fc.tuple(fc.subarray(everybody, { minLength: 1 }), fc.nat(900)).map(
    ([resumed, budget]) => (history) => history.run({ resumed, stepping: new Map(), budget })),
  step: fc.tuple(cpu, fc.boolean(), fc.boolean()).map(
    ([stepper, alone, masksInterrupts]) => (history) => history.run({
      resumed: alone ? [stepper] : everybody, stepping: new Map([[stepper, 'once']]),
      budget: 1000, masksInterrupts })),
  'step back': cpu.map((stepper) => (history) => arrive(history.stepBack(stepper))),
  'search back': fc.constant((history) => arrive(history.searchBack())),
  seek: fc.double({ min: 0, max: 1, noNaN: true }).map(
    (share) => still((history) => void history.seek(Math.floor(history.end.steps * share)))),
  'seek near': fc.nat(5000).map(
    (back) => still((history) => void history.seek(Math.max(0, history.moment - back)))),
  inject: fc.tuple(cpu, fc.constantFrom('nmi' as const, 'machine-check' as const)).map(
    ([target, kind]) => still((history) => history.inject({ cpu: target, kind }))),
  'write a register': fc.tuple(cpu, fc.bigInt({ min: 0n, max: 9n })).map(
    ([target, value]) => still((history) => void history.writeRegister(target, 'r15', value))),
  'write memory': fc.tuple(cpu, fc.nat(4095), fc.nat(255)).map(
    ([target, offset, byte]) => still((history) => {
      const where = linearAddress(0x7000n + BigInt(offset));
      history.writeLinear(target, where, Uint8Array.of(byte));
    })),
  'write code': fc.tuple(cpu, place).map(
    ([target, where]) => still((history) => {
      history.writeLinear(target, where, history.readLinear(target, where, 3));
    })),
  'another quantum': fc.integer({ min: 1, max: 40 }).map(
    (quantum) => still((history) => { history.quantum = quantum; })),
  'a breakpoint or none': place.map((where) => still((history, { standing }) => {
    if (standing.delete(where)) history.removeBreakpoint(where);
    else {
      standing.add(where);
      history.insertBreakpoint(where);
    }
  })),
  'a watchpoint': fc.tuple(place, fc.constantFrom('write' as const, 'access' as const)).map(
    ([where, access]) => still((history) => {
      const physical = history.translate(0, where);
      if (physical !== undefined) history.insertWatch({ physical, bytes: 5, access });
    })),
  'a watchpoint on a stack': fc.tuple(cpu, fc.constantFrom('write' as const, 'access' as const)).map(
    ([target, access]) => still((history) => {
      const top = linearAddress(BigInt.asUintN(64, history.readRegister(target, 'rsp') - 64n));
      const physical = history.translate(target, top);
      if (physical !== undefined) history.insertWatch({ physical, bytes: 64, access });
    })),
  'shut a CPU down': cpu.map((target) => still((history) => {
    history.writeRegister(target, 'idtr_limit', 0n);
    history.inject({ cpu: target, kind: 'nmi' });
  })),
  'another branch': fc.nat(7).map((index) => still((history) => {
    const { branches } = history;
    const branch = branches[index % Math.max(1, branches.length)];
    if (branch !== undefined) history.switchTo(branch.name);
  })),
  'switch it on again': fc.constant(still((history) => history.restart())),
};

const rare = new Set(['shut a CPU down', 'switch it on again']);
const deed = fc.oneof(
  ...Object.entries(deeds).map(([name, arbitrary]) => ({
    weight: rare.has(name) ? 1 : 4,
    arbitrary: arbitrary.map((act) => ({ name, act, toString: () => name })),
  })),
);

/** A machine that is switched on and lives what has come so far. */
function livedAnew({ history }: Stage, quantum: number): Stage {
  const anew = begin(quantum);
  anew.history.takeUp(history.records.slice(0, history.recordsCome), history.now);
  expect(anew.history.seek(history.now.steps)).toBe(true);
  return anew;
}

function expectSame(one: Stage, other: Stage): void {
  expect(one.history.now).toEqual(other.history.now);
  expect(one.history.current).toBe(other.history.current);
  for (const index of everybody) {
    const values = ({ history }: Stage) =>
      registers.map(({ name }) => `${name} ${history.readRegister(index, name).toString(16)}`);
    expect(values(one)).toEqual(values(other));
    expect(one.history.activity(index)).toBe(other.history.activity(index));
  }
  const ram = ({ computer }: Stage) => computer.readPhysical(physicalAddress(0), computer.ramBytes);
  expect(Buffer.compare(ram(one), ram(other))).toBe(0);
}

const searchedMax = 8;
/** Steps that are looked at one by one. */
const lookedAt = 500;

/** The moments of all stops from `first` on and before `end`, counted likewise. */
function stopsAhead(history: History, first: number, end: number): number[] {
  const moments = new Set<number>();
  history.seek(first);
  for (let passing = false; history.moment < end;) {
    const budget = end - history.moment;
    const { kind } = history.run({ resumed: everybody, stepping: new Map(), budget, passing });
    passing = kind === 'breakpoint';
    if (kind === 'breakpoint' && history.moment < end) moments.add(history.moment);
    if (kind === 'watchpoint') moments.add(history.moment - 1);
    if (kind === 'budget' || kind === 'replaylog') break;
  }
  return [...moments];
}

/** The moments of the last stops before now, in their order; a store counts from before it on. */
function stopsBack(history: History): number[] {
  const moments = new Set<number>();
  while (moments.size < searchedMax && arrive(history.searchBack()).kind !== 'replaylog') {
    moments.add(history.moment);
  }
  return [...moments].sort((one, other) => one - other);
}

/** The CPU that took the step behind this moment, by the way forward. */
function stepperAt(history: History, moment: number): number {
  history.seek(moment);
  const alive = everybody.filter((index) => history.activity(index) !== 'shutdown');
  const stepping = new Map(alive.map((index) => [index, 'once' as const]));
  const stop = history.run({ resumed: everybody, stepping, budget: 1, passing: true });
  expect(history.moment).toBe(moment + 1);
  return stop.cpu;
}

describe('the past', () => {
  it('is what a machine lives that is switched on anew, whatever was done', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(deed, { minLength: 1, maxLength: 14 }),
        (quantum, course) => {
          const stage = begin(quantum);
          runAll(stage.history, amidstPatching);
          for (const { act } of course) {
            const stop = act(stage.history, stage);
            expectSame(stage, livedAnew(stage, quantum));
            // Nobody runs a machine that its guest has ended.
            if (stop?.kind === 'exited') return;
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('is searched for the same stops backward as forward', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(deed, { minLength: 1, maxLength: 8 }),
        place,
        (quantum, course, where) => {
          const stage = begin(quantum);
          const { history } = stage;
          runAll(history, amidstPatching);
          history.insertBreakpoint(where);
          for (const { act } of course) if (act(history, stage)?.kind === 'exited') return;
          const end = history.moment;
          const backward = stopsBack(history);
          expect(stopsAhead(history, backward[0] ?? 0, end)).toEqual(backward);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('has no step of a CPU behind the one that was its last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(deed, { minLength: 1, maxLength: 8 }),
        cpu,
        (quantum, course, stepper) => {
          const stage = begin(quantum);
          const { history } = stage;
          runAll(history, amidstPatching);
          for (const { act } of course) if (act(history, stage)?.kind === 'exited') return;
          const end = history.moment;
          if (arrive(history.stepBack(stepper)).kind === 'replaylog') return;
          const from = history.moment;
          expect(stepperAt(history, from)).toBe(stepper);
          for (let moment = Math.max(from + 1, end - lookedAt); moment < end; moment += 1) {
            expect(stepperAt(history, moment)).not.toBe(stepper);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
