/** Specifies src/debugger/monitor/commands.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lists every command with a sentence', () => {
  const lines = converse().monitor('help').text.trimEnd().split('\n');
  expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual([
    'help',
    'count ADDRESS [off]',
    'counts',
    'drive',
    'info cpus',
    'info sites [all] [WORD]',
    'inject mce CPU',
    'inject nmi CPU',
    'quantum [N]',
    'type TEXT',
    'when',
  ]);
  expect(lines.filter((line) => !line.endsWith('.'))).toEqual([]);
});
