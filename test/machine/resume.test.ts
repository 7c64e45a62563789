import { describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import type { Computer } from '../../src/machine/computer.ts';
import type { Watch } from '../../src/machine/machine.ts';
import { assemble } from './assemble.ts';
import { bareMachine } from './bare-machine.ts';
import { bootHypervisor, fingerprint, runAll } from './hypervisor.ts';

/** All four CPUs are in their worker loops by then. */
const atWork = 150_000;

/** The stack of CPU 0 where it pushes next: watched by physical address. */
function watchNextPush(machine: Computer): Watch {
  const address = linearAddress(machine.readRegister(0, 'rsp') - 8n);
  const physical = machine.translate(0, address);
  if (physical === undefined) throw new Error('the stack is mapped');
  return { physical, bytes: 8, access: 'write' };
}

describe('a run', () => {
  it('takes exactly the steps it is given', () => {
    const { machine } = bootHypervisor({ cpuCount: 4, quantum: 3 });
    for (const budget of [1, 2, 3, 1000, 77_777]) {
      const before = machine.moment;
      expect(runAll(machine, budget)).toMatchObject({ kind: 'budget' });
      expect(machine.moment - before).toBe(budget);
    }
  });

  it('leads to the same state however it is cut into calls', () => {
    const whole = bootHypervisor({ cpuCount: 3, quantum: 7 }).machine;
    const cut = bootHypervisor({ cpuCount: 3, quantum: 7 }).machine;
    runAll(whole, 200_000);
    for (let done = 0; done < 200_000;) {
      const budget = Math.min(1 + (done % 997), 200_000 - done);
      runAll(cut, budget);
      done += budget;
    }
    expect(fingerprint(cut)).toBe(fingerprint(whole));
  });

  it('goes on as if nothing had been there after stops at breakpoints and watchpoints', () => {
    const plain = bootHypervisor({ cpuCount: 4, quantum: 5 }).machine;
    const watched = bootHypervisor({ cpuCount: 4, quantum: 5 }).machine;
    runAll(plain, atWork);
    runAll(watched, atWork);
    const watch = watchNextPush(watched);
    const address = linearAddress(watched.readRegister(1, 'rip'));
    watched.insertWatch(watch);
    let stops = 0;
    const end = watched.moment + 40_000;
    while (watched.moment < end) {
      watched.insertBreakpoint(address);
      const stop = runAll(watched, end - watched.moment);
      watched.removeBreakpoint(address);
      if (stop.kind !== 'budget') stops++;
      // As gdb does: over the breakpoint with that CPU alone, which has a step of its turn left.
      if (stop.kind === 'breakpoint' && watched.moment < end) {
        watched.run({ resumed: [stop.cpu], stepping: new Map([[stop.cpu, 'once']]), budget: 1 });
      }
    }
    watched.removeWatch(watch);
    runAll(plain, 40_000);
    expect(stops).toBeGreaterThan(100);
    expect(fingerprint(watched)).toBe(fingerprint(plain));
  });
});

describe('a stop before the first step of a turn', () => {
  /** CPU 1 sleeps; CPU 0 has just ended its turn, and CPU 2 would begin one. */
  function between() {
    const [sleeping, other] = [0x110000, 0x120000];
    const bare = bareMachine({
      code: assemble('1: jmp 1b'),
      otherEntries: [sleeping, other],
      quantum: 2,
    });
    bare.poke(sleeping, [0xf4]);
    bare.poke(other, [0xeb, 0xfe]);
    bare.run(6);
    return { ...bare, other: linearAddress(BigInt(other)) };
  }

  it('does not decide who takes it: who is woken meanwhile comes first', () => {
    const stopped = between();
    stopped.computer.insertBreakpoint(stopped.other);
    const passed = between();
    expect(stopped.run(5)).toMatchObject({ kind: 'breakpoint', cpu: 2 });
    expect(passed.run(1)).toMatchObject({ kind: 'budget' });
    for (const bare of [stopped, passed]) {
      const { computer } = bare;
      expect([computer.moment, computer.current]).toEqual([7, 2]);
      computer.inject({ kind: 'nmi', cpu: 1 });
      expect(computer.current).toBe(1);
      bare.run(1);
      expect([computer.moment, bare.vector(1)]).toEqual([8, 2]);
    }
  });
});

describe('a step', () => {
  it('of one CPU leaves the held ones where they are', () => {
    const { machine } = bootHypervisor({ cpuCount: 4 });
    runAll(machine, atWork);
    const before = [0, 1, 2, 3].map((cpu) => machine.readRegister(cpu, 'rip'));
    const order = { resumed: [2], stepping: new Map([[2, 'once' as const]]), budget: 1000 };
    expect(machine.run(order)).toEqual({ kind: 'stepped', cpu: 2 });
    const after = [0, 1, 2, 3].map((cpu) => machine.readRegister(cpu, 'rip'));
    expect(after[2]).not.toBe(before[2]);
    expect([after[0], after[1], after[3]]).toEqual([before[0], before[1], before[3]]);
  });

  it('lets the others take their turns until it is done', () => {
    const { machine } = bootHypervisor({ cpuCount: 4, quantum: 10 });
    runAll(machine, atWork);
    const cpu = (machine.current + 2) % 4;
    const before = machine.moment;
    const order = {
      resumed: [0, 1, 2, 3],
      stepping: new Map([[cpu, 'once' as const]]),
      budget: 1000,
    };
    expect(machine.run(order)).toEqual({ kind: 'stepped', cpu });
    expect(machine.moment - before).toBeGreaterThan(10);
    expect(machine.current).toBe(cpu);
  });

  it('over an instruction that writes watched bytes is one step, and says what was written', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    runAll(machine, 30_000);
    // Up to the next instruction that pushes: `call` or `push`.
    let watch = watchNextPush(machine);
    for (;;) {
      const rsp = machine.readRegister(0, 'rsp');
      machine.insertWatch(watch);
      const before = machine.moment;
      const order = { resumed: [0], stepping: new Map([[0, 'once' as const]]), budget: 100 };
      const stop = machine.run(order);
      machine.removeWatch(watch);
      expect(machine.moment - before).toBe(1);
      if (machine.readRegister(0, 'rsp') === rsp - 8n) {
        expect(stop).toEqual({
          kind: 'watchpoint',
          cpu: 0,
          physical: watch.physical,
          access: 'write',
        });
        return;
      }
      watch = watchNextPush(machine);
    }
  });

  it('in a range goes on until rip is outside of it', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    runAll(machine, 30_000);
    const rip = machine.readRegister(0, 'rip');
    const range = { start: linearAddress(rip - 64n), end: linearAddress(rip + 64n) };
    const stop = machine.run({ resumed: [0], stepping: new Map([[0, range]]), budget: 100_000 });
    expect(stop).toEqual({ kind: 'stepped', cpu: 0 });
    const now = machine.readRegister(0, 'rip');
    expect(now < range.start || now >= range.end).toBe(true);
  });
});

describe('the end of a run', () => {
  it('is the status that the guest writes to the debug exit port', () => {
    const { machine, console } = bootHypervisor({ cpuCount: 2 });
    expect(runAll(machine, 10_000_000)).toEqual({ kind: 'exited', cpu: 0, status: 0 });
    expect(console()).toContain('all sites verified on 2 CPUs');
  });

  it('is shutdown when a fault cannot be delivered', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    runAll(machine, 30_000);
    machine.writeRegister(0, 'idtr_limit', 0n);
    machine.writeRegister(0, 'rip', 0xdead_0000_0000n);
    const stop = runAll(machine, 10);
    expect(stop).toMatchObject({ kind: 'shutdown', cpu: 0 });
    expect(machine.activity(0)).toBe('shutdown');
  });
});
