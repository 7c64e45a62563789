/** Specifies src/server/free-run.ts. */
import { expect, it } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { FreeRun } from '../../src/server/free-run.ts';
import { sliceSteps } from '../../src/server/session.ts';
import { StillMachine } from '../debugger/still-machine.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('runs slice by slice until it is stopped', async () => {
  const machine = new StillMachine();
  const run = new FreeRun(new Debugger({ machine, sites: noSites, log: silentLog }));
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
  const run = new FreeRun(new Debugger({ machine, sites: noSites, log: silentLog }));
  machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
  run.start();
  await nextTurn();
  await nextTurn();
  expect(machine.moment).toBe(0);
});
