/** Specifies src/debugger/monitor/commands.ts. */
import { expect, it } from 'vitest';
import { monitorCommands } from '../../../src/debugger/monitor/commands.ts';
import { converse } from '../conversation.ts';

it('lists every command with a sentence, help first and the others in order', () => {
  const lines = converse().monitor('help').text.trimEnd().split('\n');
  const names = monitorCommands.map(({ name }) => name);
  expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(
    monitorCommands.map(({ name, usage }) => (usage === undefined ? name : `${name} ${usage}`)),
  );
  expect(lines.filter((line) => !line.endsWith('.'))).toEqual([]);
  expect(names).toEqual(['help', ...names.slice(1).toSorted()]);
});
