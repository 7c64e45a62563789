import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { History } from '../../src/history/history.ts';
import type { Journey } from '../../src/history/history.ts';
import type { Audience } from '../../src/machine/happening.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { present } from '../../src/foundation/assert.ts';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import { fixture } from '../fixture.ts';
import { bootHypervisor, fingerprint, runAll } from '../machine/hypervisor.ts';

/** A moment at which all CPUs run their worker loops and sites are being patched. */
const amidstPatching = 200_000;

function begin(options: { cpuCount: number; quantum?: number }) {
  const { machine } = bootHypervisor(options);
  const history = new History({ computer: machine });
  return { history, print: () => fingerprint(machine) };
}

function arrive(journey: Journey): StopReason {
  for (;;) {
    const { done, value } = journey.next();
    if (done === true) return value;
  }
}

describe('a machine with a past', () => {
  it('does what the machine does', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 7 });
    const bare = bootHypervisor({ cpuCount: 4, quantum: 7 }).machine;
    runAll(history, amidstPatching);
    runAll(bare, amidstPatching);
    expect(print()).toBe(fingerprint(bare));
  });

  it('is the same in every byte at a moment it goes back to, and goes on the same', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 7 });
    runAll(history, amidstPatching);
    const prints = new Map<number, string>();
    for (let part = 0; part < 5; part += 1) {
      runAll(history, 1001);
      prints.set(history.moment, print());
    }
    for (const steps of [...prints.keys()].reverse()) {
      expect(history.seek(steps)).toBe(true);
      expect(print()).toBe(prints.get(steps));
    }
    const [first = 0] = prints.keys();
    history.seek(first);
    runAll(history, 1001);
    expect(print()).toBe(prints.get(first + 1001));
  });

  it('has ended where its guest has ended it, whichever way it came there', () => {
    const { history } = begin({ cpuCount: 2 });
    expect(runAll(history, 1e7).kind).toBe('exited');
    const end = history.moment;
    history.seek(end - 10);
    runAll(history, 5);
    expect(runAll(history, 100).kind).toBe('exited');
    history.seek(amidstPatching);
    history.seek(end);
    expect(runAll(history, 100).kind).toBe('exited');
    expect(history.moment).toBe(end);
  });

  it('finds the first moment at which something held, and stands where it stood', () => {
    const { history, print } = begin({ cpuCount: 2, quantum: 7 });
    runAll(history, amidstPatching);
    const before = print();
    const pages = (): boolean => history.readRegister(0, 'cr0') >> 31n === 1n;
    const first = history.firstMoment(pages);
    expect(print()).toBe(before);
    history.seek(first - 1);
    expect(pages()).toBe(false);
    history.seek(first);
    expect(pages()).toBe(true);
    expect(history.firstMoment(pages)).toBe(first);
    expect(history.firstMoment(() => true)).toBe(0);
  });

  it('tells each audience of its own part of the past', () => {
    const { history, print } = begin({ cpuCount: 2, quantum: 7 });
    runAll(history, amidstPatching);
    const before = print();
    const heard: [moment: number, who: string][] = [];
    const audience = (who: string): Audience => ({
      kinds: new Set(['store'] as const),
      code: true,
      hears: () => heard.push([history.moment, who]) === 0,
    });
    const half = amidstPatching / 2;
    history.witness([0, audience('one')], [half, audience('other')]);
    expect(print()).toBe(before);
    expect(new Set(heard.map(([, who]) => who))).toEqual(new Set(['one', 'other']));
    for (const [moment, who] of heard) expect(who).toBe(moment <= half ? 'one' : 'other');
  });

  it('comes back from its past also where a search fails there', () => {
    const { history, print } = begin({ cpuCount: 2, quantum: 7 });
    runAll(history, amidstPatching);
    const [before, audience] = [print(), history.audience];
    const fail = (): never => {
      throw new Error('a defect');
    };
    const deaf: Audience = { kinds: new Set(['store'] as const), code: true, hears: fail };
    const path = { cpu: 0, from: 1000, until: amidstPatching };
    for (const search of [
      () => history.firstMoment(fail),
      () => history.witness([0, deaf]),
      () => history.follow(path, fail),
    ]) {
      expect(search).toThrow('a defect');
      expect(print()).toBe(before);
      expect(history.audience).toBe(audience);
    }
    expect(runAll(history, 100).kind).toBe('budget');
  });

  it('follows one CPU through what has been, and comes back', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 7 });
    runAll(history, amidstPatching);
    const before = print();
    const from = amidstPatching - 1000;
    const path: number[] = [];
    history.follow({ cpu: 2, from, until: amidstPatching }, () => {
      path.push(history.moment);
      return path.length < 20;
    });
    expect(print()).toBe(before);
    expect(path).toHaveLength(20);
    // Turns are of 7 steps.
    expect((path[8] ?? 0) - (path[1] ?? 0)).toBe(28);
    history.follow({ cpu: 2, from: amidstPatching - 28, until: Infinity }, () => {
      path.push(history.moment);
      return true;
    });
    expect(path).toHaveLength(28);
    expect(print()).toBe(before);
  });

  it('tells once from where on its past is another one', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    expect(history.takeParting()).toBeUndefined();
    history.seek(1000);
    history.inject({ kind: 'nmi', cpu: 0 });
    runAll(history, 100);
    history.seek(1050);
    history.inject({ kind: 'nmi', cpu: 0 });
    expect(history.takeParting()).toBe(1000);
    expect(history.takeParting()).toBeUndefined();
  });

  it('tells that it has come to the end of what is recorded, and then goes on', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.seek(amidstPatching - 10);
    expect(runAll(history, 100)).toMatchObject({ kind: 'replaylog', which: 'end' });
    expect(history.moment).toBe(amidstPatching);
    expect(runAll(history, 100)).toMatchObject({ kind: 'budget' });
  });
});

describe('what comes from outside', () => {
  it('comes again at its moment', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 3 });
    runAll(history, amidstPatching);
    history.inject({ kind: 'nmi', cpu: 2 });
    runAll(history, 500);
    history.writeRegister(1, 'rax', 0x1234n);
    runAll(history, 500);
    const there = print();
    history.seek(amidstPatching - 1000);
    runAll(history, 1000 + 999);
    expect(runAll(history, 5)).toMatchObject({ kind: 'replaylog' });
    expect(print()).toBe(there);
  });

  it('in the past makes another future, and the old one is kept', () => {
    const { history, print } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    const old = print();
    history.seek(amidstPatching - 500);
    history.inject({ kind: 'nmi', cpu: 1 });
    expect(history.branches.map(({ name }) => name)).toEqual(['future-1']);
    expect(history.takeNews().join()).toContain('"future-1"');
    runAll(history, 500);
    expect(print()).not.toBe(old);
    expect(history.switchTo('future-1')).toBe(true);
    expect(history.moment).toBe(amidstPatching - 500);
    history.seek(amidstPatching);
    expect(print()).toBe(old);
    expect(history.branches.map(({ name }) => name)).toEqual(['future-2']);
  });

  it('is not changed by writing nothing', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.seek(amidstPatching - 500);
    const code = linearAddress(history.readRegister(0, 'rip'));
    expect(history.writeLinear(0, code, new Uint8Array())).toBe(0);
    expect(history.writePhysical(physicalAddress(0), new Uint8Array())).toBe(0);
    expect(history.branches).toEqual([]);
    expect(history.isBehind).toBe(true);
  });

  it('is not changed by a write that the machine does not take', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.seek(amidstPatching - 500);
    expect(history.writeRegister(0, 'lstar', 2n ** 47n)).toBe(false);
    expect(history.writeLinear(0, linearAddress(2n ** 47n), Uint8Array.of(1))).toBe(0);
    expect(history.writePhysical(physicalAddress(2 ** 40), Uint8Array.of(1))).toBe(0);
    expect(history.branches).toEqual([]);
    expect(history.records).toEqual([]);
    expect(history.isBehind).toBe(true);
  });
});

describe('going back a step', () => {
  it('of a CPU leads to before its last step, whatever the others did since', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 5 });
    runAll(history, amidstPatching);
    for (const cpu of [0, 1, 2, 3]) {
      const before = history.moment;
      expect(arrive(history.stepBack(cpu))).toEqual({ kind: 'stepped', cpu });
      const there = print();
      const rip = history.readRegister(cpu, 'rip');
      expect(history.moment).toBeLessThan(before);
      const stepping = new Map([[cpu, 'once' as const]]);
      const at = history.moment;
      expect(history.run({ resumed: [0, 1, 2, 3], stepping, budget: 10 }).kind).toBe('stepped');
      expect(history.moment).toBe(at + 1);
      expect(history.readRegister(cpu, 'rip')).not.toBe(rip);
      history.seek(at);
      expect(print()).toBe(there);
    }
  });

  it('takes the step that ended the machine for a step', () => {
    const { history } = begin({ cpuCount: 2 });
    history.audience = { kinds: new Set(['exit']), hears: () => true };
    const caught = { kind: 'caught', happening: { kind: 'exit' } };
    expect(runAll(history, 1e7)).toMatchObject(caught);
    const end = history.moment;
    arrive(history.stepBack(0));
    expect(history.moment).toBe(end - 1);
    expect(runAll(history, 1e7)).toMatchObject(caught);
    arrive(history.searchBack());
    expect(history.moment).toBe(end - 1);
  });

  it('takes the delivery that shut a CPU down for a step, however long ago it was', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.writeRegister(1, 'idtr_limit', 0n);
    history.inject({ kind: 'nmi', cpu: 1 });
    expect(runAll(history, 1e4).kind).toBe('shutdown');
    const end = history.moment;
    for (const later of [0, 10_000]) {
      if (later > 0) runAll(history, later);
      expect(arrive(history.stepBack(1))).toEqual({ kind: 'stepped', cpu: 1 });
      expect([history.moment, history.activity(1)]).toEqual([end - 1, 'running']);
      runAll(history, 1e4);
    }
  });

  it('takes a delivery that writes to a watched stack for a step', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.inject({ kind: 'nmi', cpu: 1 });
    const stepping = new Map([[1, 'once' as const]]);
    history.run({ resumed: [1], stepping, budget: 10 });
    const delivered = history.moment;
    const frame = linearAddress(history.readRegister(1, 'rsp'));
    const physical = present(history.translate(1, frame), 'a stack that is mapped');
    history.insertWatch({ physical, bytes: 8, access: 'write' });
    arrive(history.stepBack(1));
    expect(history.moment).toBe(delivered - 1);
  });

  it('at the beginning says that it is the beginning', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, 3);
    for (let step = 0; step < 3; step += 1) arrive(history.stepBack(0));
    expect(arrive(history.stepBack(0))).toMatchObject({ kind: 'replaylog', which: 'begin' });
    expect(history.moment).toBe(0);
  });

  it('of a CPU that has never run leads to the beginning', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, 20_000);
    expect(history.activity(1)).toBe('wait-for-SIPI');
    expect(arrive(history.stepBack(1))).toMatchObject({ kind: 'replaylog', which: 'begin' });
  });
});

describe('going back to a stop', () => {
  it('at a breakpoint finds each hit that going forward found, in the reverse order', () => {
    const { history, print } = begin({ cpuCount: 4, quantum: 5 });
    runAll(history, amidstPatching);
    const address = linearAddress(history.readRegister(1, 'rip'));
    history.insertBreakpoint(address);
    const hits: { moment: number; print: string; cpu: number }[] = [];
    let passing = false;
    while (hits.length < 12) {
      const resumed = [0, 1, 2, 3];
      const stop = history.run({ resumed, stepping: new Map(), budget: 1e6, passing });
      expect(stop.kind).toBe('breakpoint');
      passing = true;
      hits.push({ moment: history.moment, print: print(), cpu: stop.cpu });
    }
    hits.pop();
    for (const hit of hits.reverse()) {
      expect(arrive(history.searchBack())).toMatchObject({ kind: 'breakpoint', cpu: hit.cpu });
      expect(history.moment).toBe(hit.moment);
      expect(print()).toBe(hit.print);
    }
  });

  it('at a watchpoint leads to before the instruction that wrote', () => {
    const { history } = begin({ cpuCount: 4, quantum: 5 });
    runAll(history, amidstPatching);
    const rsp = linearAddress(history.readRegister(2, 'rsp') - 8n);
    const physical = history.translate(2, rsp);
    if (physical === undefined) throw new Error('the stack is mapped');
    history.insertWatch({ physical, bytes: 8, access: 'write' });
    const stop = runAll(history, 1e6);
    expect(stop.kind).toBe('watchpoint');
    const written = history.moment;
    const before = arrive(history.searchBack());
    expect(before).toMatchObject({ kind: 'watchpoint', cpu: stop.cpu });
    expect(history.moment).toBe(written - 1);
    expect(runAll(history, 10)).toMatchObject(stop);
    expect(history.moment).toBe(written);
  });

  it('ends at power-on if there was none', () => {
    const { history } = begin({ cpuCount: 1 });
    runAll(history, 1000);
    expect(arrive(history.searchBack())).toMatchObject({ kind: 'replaylog', which: 'begin' });
    expect(history.moment).toBe(0);
  });
});

describe('holding CPUs', () => {
  it('is recorded only where a held CPU would have gone on', () => {
    const { history } = begin({ cpuCount: 4, quantum: 50 });
    runAll(history, amidstPatching + 1);
    const { current } = history;
    const stepping = new Map([[current, 'once' as const]]);
    history.run({ resumed: [current], stepping, budget: 1 });
    expect(history.records).toEqual([]);
    const other = (current + 1) % 4;
    history.run({ resumed: [other], stepping: new Map([[other, 'once' as const]]), budget: 1 });
    expect(history.records.map(({ event }) => event.kind)).toEqual(['hold']);
  });

  it('happens again in a replay', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            cpus: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
            steps: fc.integer({ min: 1, max: 400 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        (orders) => {
          const { history, print } = begin({ cpuCount: 4, quantum: 20 });
          runAll(history, amidstPatching);
          const prints = [{ moment: history.moment, print: print() }];
          for (const { cpus, steps } of orders) {
            history.run({ resumed: cpus, stepping: new Map(), budget: steps });
            prints.push({ moment: history.moment, print: print() });
          }
          for (const { moment, print: there } of prints.reverse()) {
            history.seek(moment);
            expect(print()).toBe(there);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('otherwise than recorded makes another future', () => {
    const { history } = begin({ cpuCount: 4, quantum: 20 });
    runAll(history, amidstPatching);
    history.seek(amidstPatching - 300);
    history.run({ resumed: [3], stepping: new Map(), budget: 200 });
    expect(history.branches).toHaveLength(1);
    expect(history.moment).toBe(amidstPatching - 100);
    expect(history.isBehind).toBe(false);
  });
});

describe('the end of what is recorded', () => {
  it('is reached with everything that came there, however often', () => {
    const { history, print } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    history.inject({ kind: 'nmi', cpu: 1 });
    history.writeRegister(0, 'r15', 0x77n);
    const there = print();
    for (let time = 0; time < 3; time += 1) {
      history.seek(amidstPatching - 7);
      expect(runAll(history, 100)).toMatchObject({ kind: 'replaylog', which: 'end' });
      expect(print()).toBe(there);
      expect(history.recordsCome).toBe(2);
    }
    runAll(history, 1000);
    const later = print();
    history.seek(amidstPatching);
    runAll(history, 999);
    runAll(history, 1);
    expect(print()).toBe(later);
  });

  it('stops at a breakpoint there, if one is met', () => {
    const { history } = begin({ cpuCount: 2 });
    runAll(history, amidstPatching);
    const address = linearAddress(history.readRegister(1, 'rip'));
    history.insertBreakpoint(address);
    const stop = runAll(history, 1e6);
    const { moment } = history;
    history.seek(moment - 50);
    expect(runAll(history, 1e6)).toEqual(stop);
    expect(history.moment).toBe(moment);
  });
});

describe('a guest that sleeps', () => {
  /** Behind its last line the PIT ticks, and CPU 0 sleeps so deeply that only an NMI wakes it. */
  function asleep() {
    const image = fixture('guests/pit-ioapic.elf');
    const guest = bootHypervisor({ cpuCount: 1, image });
    const history = new History({ computer: guest.machine });
    while (!guest.console().includes('ticks: 3')) runAll(history, 100);
    const rip = linearAddress(history.readRegister(0, 'rip'));
    const [cli, hlt, jumpToItself] = [[0xfa], [0xf4], [0xeb, 0xfe]] as const;
    history.writeLinear(0, rip, Uint8Array.of(...cli, ...hlt, ...jumpToItself));
    return { history, print: () => fingerprint(guest.machine) };
  }

  it('is woken again at the time at which it was woken', () => {
    const { history, print } = asleep();
    expect(history.now.idle).toBeGreaterThan(0);
    const { idle } = history.now;
    expect(runAll(history, 1000).kind).toBe('idle');
    const { steps: slept } = history.now;
    const woken = history.now.idle;
    expect(woken).toBeGreaterThan(idle);
    history.inject({ kind: 'nmi', cpu: 0 });
    runAll(history, 300);
    const [later, moment] = [print(), history.moment];
    history.seek(slept);
    expect(history.now.idle).toBe(idle);
    runAll(history, 1);
    expect(history.now.idle).toBe(woken);
    history.seek(moment);
    expect(print()).toBe(later);
  });
});
