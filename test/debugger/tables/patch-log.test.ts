/** Specifies src/debugger/tables/patch-log.ts. */
import { expect, it } from 'vitest';
import { runAll } from '../../machine/hypervisor.ts';
import { converse } from '../conversation.ts';
import { converseWithPast } from '../with-past.ts';

it('shows who wrote code, and leaves the machine where it is', () => {
  const { history, monitor } = converseWithPast();
  runAll(history, 5000);
  expect(monitor('info patchlog').text).toContain('no code has been written');
  runAll(history, 60_000);
  const { moment } = history;
  const [heading, first = ''] = monitor('info patchlog').text.split('\n');
  expect(heading).toMatch(/^Moment +CPU +rip +Physical +Before +After +Site$/);
  expect(first).toMatch(/^\d+ +CPU#0 +0xffff82d040201\w{3} +0x20\w{4} +(?:\w\w ?)+ +(?:\w\w ?)+/);
  expect(history.moment).toBe(moment);
});

it('shows nothing where no past is kept', () => {
  expect(converse().monitor('info patchlog').text).toContain('nothing of the past is kept');
});
