/** Specifies src/debugger/tables/checkpoints.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseWithPast } from '../with-past.ts';

it('has a row for each checkpoint, in the order of their moments', () => {
  const { history, ask, monitor } = converseWithPast();
  ask('Z0,ffff82d040200670,1');
  ask('vCont;c');
  const rows = monitor('info checkpoints').text.trimEnd().split('\n').slice(1);
  expect(rows.map((row) => Number(row.split(/ +/)[0]))).toEqual(
    history.checkpoints.map(({ moment }) => moment),
  );
  expect(rows[0]).toMatch(/^0 +\d+ +\d+$/);
  const bytes = rows.map((row) => Number(row.split(/ +/)[2]));
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(history.checkpointBytes);
});

it('shows nothing where no past is kept', () => {
  expect(converse().monitor('info checkpoints').text).toContain('nothing of the past is kept');
});
