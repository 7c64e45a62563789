/** Specifies src/lockstep/lockstep.ts, with our own server as the other side. */
import { afterEach, describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { knownDifferences } from '../../src/lockstep/known-differences.ts';
import { runInLockstep } from '../../src/lockstep/lockstep.ts';
import type { LockstepOptions } from '../../src/lockstep/lockstep.ts';
import { OwnSide } from '../../src/lockstep/sides.ts';
import type { OtherSide } from '../../src/lockstep/sides.ts';
import { bootHypervisor } from '../machine/hypervisor.ts';
import { served } from './own-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function twoGuests() {
  const here = bootHypervisor({ cpuCount: 1 }).machine;
  const there = bootHypervisor({ cpuCount: 1 }).machine;
  const { remote, close } = await served(there);
  closing.push(close);
  return { own: new OwnSide(here), here, there, other: remote };
}

const options = (changed: Partial<LockstepOptions> = {}): LockstepOptions => ({
  starts: [],
  loaded: [],
  budget: 1000,
  ignoreArithmeticFlags: false,
  interrupted: new AbortController().signal,
  ...changed,
});

/** A side that changes what another one shows, from its step `from` on. */
function disturbed(
  side: OtherSide,
  { from, register, by }: { from: number; register: string; by: bigint },
): OtherSide {
  let steps = 0;
  return {
    runTo: (address) => side.runTo(address),
    readMemory: (address, bytes) => side.readMemory(address, bytes),
    step() {
      steps += 1;
      return side.step();
    },
    async registers() {
      const values = new Map(await side.registers());
      if (steps >= from) values.set(register, (values.get(register) ?? 0n) ^ by);
      return values;
    },
  };
}

/** An address that the guest comes to for the first time after `steps` steps. */
function newAddressAfter(steps: number) {
  const { machine } = bootHypervisor({ cpuCount: 1 });
  const seen = new Set<bigint>();
  for (;;) {
    const rip = machine.readRegister(0, 'rip');
    if (machine.moment > steps && !seen.has(rip)) return linearAddress(rip);
    seen.add(rip);
    machine.run({ resumed: [0], stepping: new Map([[0, 'once']]), budget: 1 });
  }
}

/** A side whose every `nth` step only looks around. */
function idling(side: OtherSide, nth: number): OtherSide {
  let steps = 0;
  return {
    runTo: (address) => side.runTo(address),
    readMemory: (address, bytes) => side.readMemory(address, bytes),
    registers: () => side.registers(),
    step() {
      steps += 1;
      return steps % nth === 0 ? Promise.resolve(undefined) : side.step();
    },
  };
}

describe('two equal machines', () => {
  it('show none when one of them stands still in some steps', async () => {
    const { own, other } = await twoGuests();
    const comparison = await runInLockstep(own, idling(other, 7), options());

    expect(comparison.outcome).toMatchObject({ kind: 'same' });
  });

  it('show no difference in 50,000 steps of the tiny hypervisor', async () => {
    const { own, other } = await twoGuests();
    const comparison = await runInLockstep(own, other, options({ budget: 50_000 }));

    expect(comparison).toMatchObject({
      steps: 50_000,
      outcome: { kind: 'same', end: { kind: 'budget' } },
      known: new Map(),
      takenAtStart: [],
    });
  });

  it('come to the same address first, if asked to', async () => {
    const { own, other, here, there } = await twoGuests();
    const start = newAddressAfter(300);
    const comparison = await runInLockstep(own, other, options({ starts: [start] }));

    expect(comparison.outcome).toMatchObject({ kind: 'same' });
    expect(here.moment).toBe(there.moment);
    expect(here.moment).toBeGreaterThan(1300);
  });

  it('are compared no further than the user waits', async () => {
    const { own, other } = await twoGuests();
    const interrupted = AbortSignal.abort();

    const comparison = await runInLockstep(own, other, options({ interrupted }));

    expect(comparison).toMatchObject({ steps: 0, outcome: { kind: 'same', end: 'interrupted' } });
  });
});

describe('a difference', () => {
  it.each(['rbx', 'r12', 'rip', 'ds', 'cr3', 'efer'])(
    'in %s is found at its step',
    async (name) => {
      const { own, other } = await twoGuests();
      const side = disturbed(other, { from: 500, register: name, by: 0x10n });
      const comparison = await runInLockstep(own, side, options());

      expect(comparison.outcome).toMatchObject({ kind: 'different', names: [name] });
      expect(comparison.steps).toBe(499);
    },
  );

  it('of an arithmetic flag is found, unless they are to be ignored', async () => {
    const find = async (ignoreArithmeticFlags: boolean) => {
      const { own, other } = await twoGuests();
      const side = disturbed(other, { from: 1, register: 'eflags', by: 1n });
      return runInLockstep(own, side, options({ ignoreArithmeticFlags, budget: 3 }));
    };

    expect((await find(false)).outcome).toMatchObject({ kind: 'different', names: ['eflags'] });
    expect((await find(true)).outcome).toMatchObject({ kind: 'same' });
  });

  it('of the interrupt flag is found even then', async () => {
    const { own, other } = await twoGuests();
    const side = disturbed(other, { from: 1, register: 'eflags', by: 0x200n });
    const comparison = await runInLockstep(own, side, options({ ignoreArithmeticFlags: true }));

    expect(comparison.outcome).toMatchObject({ kind: 'different', names: ['eflags'] });
  });

  it('at the start is taken from the other side, registers and memory', async () => {
    const { own, other, here, there } = await twoGuests();
    const start = linearAddress(here.readRegister(0, 'rip'));
    const told = linearAddress(0x5000);
    there.writeRegister(0, 'rsi', 0x1234n);
    there.writeLinear(0, told, Uint8Array.of(7));
    const comparison = await runInLockstep(
      own,
      other,
      options({ starts: [start], loaded: [{ start: linearAddress(0x4000), bytes: 0x2000 }] }),
    );

    expect(comparison).toMatchObject({
      outcome: { kind: 'same' },
      takenAtStart: ['rsi', 'memory from 0x5000 on'],
    });
    expect([...here.readLinear(0, told, 1)]).toEqual([7]);
  });

  it('that is known is counted and taken from the other side', async () => {
    const { own, other } = await twoGuests();
    const cpuid = knownDifferences.find(({ what }) => what === 'CPUID');
    let seen = 0;
    const side: OtherSide = {
      runTo: (address) => other.runTo(address),
      readMemory: (address, bytes) => other.readMemory(address, bytes),
      step: () => other.step(),
      async registers() {
        const values = new Map(await other.registers());
        if (seen === 0 && own.instruction().opcode.startsWith('0FA2')) seen = own.machine.moment;
        const isAfter = own.machine.moment === seen + 1;
        if (seen > 0 && isAfter) values.set('rbx', 0x77n);
        return values;
      },
    };
    const comparison = await runInLockstep(own, side, options({ budget: 4000 }));

    expect([...comparison.known]).toEqual([[cpuid, 1]]);
    expect(comparison.outcome).toMatchObject({ kind: 'different', names: ['rbx'] });
  });
});

describe('an end', () => {
  it('of the guest here ends the comparison without a difference', async () => {
    const { own, other, here } = await twoGuests();
    for (const name of ['gdtr_limit', 'idtr_limit']) here.writeRegister(0, name, 0n);
    here.writeLinear(0, linearAddress(here.readRegister(0, 'rip')), Uint8Array.of(0x0f, 0x0b));
    const comparison = await runInLockstep(own, other, options());

    expect(comparison.outcome).toMatchObject({ kind: 'same', end: { kind: 'shutdown' } });
  });

  it('of the other side is told with the instruction that it did not make', async () => {
    const { own, other } = await twoGuests();
    const side: OtherSide = {
      registers: () => other.registers(),
      runTo: (address) => other.runTo(address),
      readMemory: (address, bytes) => other.readMemory(address, bytes),
      step: () => Promise.resolve('it is gone'),
    };
    const comparison = await runInLockstep(own, side, options());

    expect(comparison.outcome).toMatchObject({ kind: 'left alone', why: 'it is gone' });
  });

  it('before the start is told with the side that did not come', async () => {
    const { own, other } = await twoGuests();
    const never = linearAddress(0x3000);
    const comparison = await runInLockstep(own, other, options({ starts: [never] }));

    expect(comparison.outcome).toMatchObject({ kind: 'no start', who: 'here', why: 'exited' });
  });
});
