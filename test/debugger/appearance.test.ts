/** Specifies src/debugger/appearance.ts. */
import { expect, it } from 'vitest';
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
