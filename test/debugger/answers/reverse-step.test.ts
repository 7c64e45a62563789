/** Specifies src/debugger/answers/reverse-step.ts. */
import { expect, it } from 'vitest';
import { runAll } from '../../machine/hypervisor.ts';
import { converse } from '../conversation.ts';
import { converseWithPast } from '../with-past.ts';

it('goes back to before the last step of the CPU that Hg has chosen', () => {
  const { history, ask } = converseWithPast();
  runAll(history, 100_000);
  ask('Hgp1.2');
  ask('Hcp1.0');
  expect(ask('bs')[0]).toContain('thread:p1.2;');
  expect(history.moment).toBeLessThan(100_000);
});

it('says so at the beginning', () => {
  expect(converseWithPast().ask('bs')[0]).toContain('replaylog:begin;');
});

it('is refused where nothing of the past is kept', () => {
  expect(converse().ask('bs')).toMatch(/^E/);
});
