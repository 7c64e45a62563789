/** Specifies src/debugger/tables/events.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseWithPast } from '../with-past.ts';

it('shows what came from outside and what is to come again', () => {
  const { history, monitor } = converseWithPast();
  expect(monitor('info events').text).toContain('nothing has come from outside');
  monitor('inject nmi 1');
  monitor(`type ${'x'.repeat(150)}`);
  expect(monitor('info events').text).toMatch(/^Moment +Event +State\n0 +inject nmi 1 +come\n/);
  expect(monitor('info events').text).toContain('... (305 characters)  come\n');
  history.restart();
  expect(monitor('info events').text).toContain('nothing has come from outside');
});

it('shows nothing where no past is kept', () => {
  expect(converse().monitor('info events').text).toBe('Events\nnothing of the past is kept\n');
});
