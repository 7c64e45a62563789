/** Specifies src/server/free-run.ts. */
import { expect, it, vi } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { FreeRun } from '../../src/server/free-run.ts';
import { sliceSteps } from '../../src/server/session.ts';
import { StillMachine } from '../debugger/still-machine.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('runs slice by slice until it is stopped', async () => {
  const machine = new StillMachine();
  const served = new Debugger({ machine, sites: noSites, log: silentLog });
  const run = new FreeRun(served);
  served.setFree();
  run.start();
  await nextTurn();
  expect(machine.moment).toBe(sliceSteps);
  run.stop();
  await nextTurn();
  await nextTurn();
  expect(machine.moment).toBe(sliceSteps);
});

it('ends when the guest does', async () => {
  const machine = new StillMachine();
  const served = new Debugger({ machine, sites: noSites, log: silentLog });
  const run = new FreeRun(served);
  served.setFree();
  machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
  run.start();
  await nextTurn();
  await nextTurn();
  expect(machine.moment).toBe(0);
});

it('gives way to whoever takes the seat', async () => {
  const machine = new StillMachine();
  const served = new Debugger({ machine, sites: noSites, log: silentLog });
  const ended = vi.fn();
  const run = new FreeRun(served, ended);
  served.setFree();
  run.start();
  await nextTurn();
  served.welcome();
  await nextTurn();
  await nextTurn();
  expect([machine.moment, ended.mock.calls.length]).toEqual([sliceSteps, 0]);
});
