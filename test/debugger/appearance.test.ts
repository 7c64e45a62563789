/** Specifies src/debugger/appearance.ts. */
import { expect, it } from 'vitest';
import type { Audience } from '../../src/machine/happening.ts';
import { runToAppearance } from '../../src/debugger/appearance.ts';
import { bootHypervisor } from '../machine/hypervisor.ts';

const order = { resumed: [0, 1], stepping: new Map() };

it('takes no more steps than asked for, and says at which one a CPU came up', () => {
  const { machine } = bootHypervisor({ cpuCount: 2 });
  expect(runToAppearance(machine, order, 7)).toMatchObject({ kind: 'budget' });
  expect(machine.moment).toBe(7);
  let reason = runToAppearance(machine, order, 100_000);
  while (reason.kind === 'budget') reason = runToAppearance(machine, order, 100_000);
  expect(reason).toEqual({ kind: 'appeared', cpu: 1 });
});

it('runs as ever where nobody waits', () => {
  const { machine } = bootHypervisor({ cpuCount: 1 });
  const only = { ...order, resumed: [0] };
  expect(runToAppearance(machine, only, 20_000)).toMatchObject({ kind: 'budget' });
  expect(machine.moment).toBe(20_000);
});

it('leaves what others wait for as it is', () => {
  const { machine } = bootHypervisor({ cpuCount: 2 });
  const sent: number[] = [];
  const audience: Audience = {
    kinds: new Set(['ipi'] as const),
    hears: () => sent.push(machine.moment) > 0,
  };
  machine.audience = audience;
  const run = (): string => {
    let reason = runToAppearance(machine, order, 100_000);
    while (reason.kind === 'budget') reason = runToAppearance(machine, order, 100_000);
    return reason.kind;
  };
  const kinds: string[] = [];
  while (kinds.length < 10 && kinds.at(-1) !== 'appeared') kinds.push(run());
  expect(machine.audience).toBe(audience);
  expect(new Set(kinds)).toEqual(new Set(['caught', 'appeared']));
  expect(sent).toHaveLength(kinds.length - 1);
});

it('ends a step by which a SIPI is sent', () => {
  const isStartUp: Audience['hears'] = (what) =>
    what.kind === 'ipi' && ((what.command >> 8) & 7) === 6;
  const { machine: first } = bootHypervisor({ cpuCount: 2 });
  first.audience = { kinds: new Set(['ipi'] as const), hears: isStartUp };
  expect(first.run({ ...order, budget: 1e6 }).kind).toBe('caught');
  const { machine } = bootHypervisor({ cpuCount: 2 });
  machine.run({ ...order, budget: first.moment - 1 });
  const stepping = new Map([[0, 'once' as const]]);
  expect(runToAppearance(machine, { ...order, stepping }, 100)).toEqual({
    kind: 'stepped',
    cpu: 0,
  });
  expect(machine.moment).toBe(first.moment);
});
