/** Specifies src/debugger/answers/reverse-continue.ts. */
import { expect, it } from 'vitest';
import { runAll } from '../../machine/hypervisor.ts';
import { converseWithPast } from '../with-past.ts';

it('goes back to the last breakpoint that was met', () => {
  const { history, ask } = converseWithPast();
  runAll(history, 5000);
  const rip = history.readRegister(0, 'rip');
  runAll(history, 50_000);
  ask(`Z0,${rip.toString(16)},1`);
  expect(ask('bc')[0]).toContain('swbreak:;');
  expect(history.moment).toBeLessThan(55_000);
  expect(history.readRegister(0, 'rip')).toBe(rip);
});

it('goes to power-on if none was', () => {
  const { history, ask } = converseWithPast();
  runAll(history, 5000);
  expect(ask('bc')[0]).toContain('replaylog:begin;');
  expect(history.moment).toBe(0);
});
