import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scriptedCommands } from '../../../src/cli/commands/gdbinit.ts';
import { ownCommands } from '../../../src/report/gdb-script/commands.ts';
import { gdbCommandsPage } from '../../../src/report/pages/gdb-commands.ts';
import { root } from '../../fixture.ts';

const transcriptOf = (name: string): string =>
  readFileSync(join(root, 'test/dialogues', `${name}.expected`), 'utf8');

describe('the page about commands for gdb', () => {
  const text = gdbCommandsPage(scriptedCommands(), transcriptOf);

  it.each(ownCommands.map(({ name }) => name))('shows a transcript of %s', (name) => {
    expect(text).toMatch(new RegExp(`^\\(gdb\\) ${name}\\b`, 'm'));
  });

  it('has all its passages', () => {
    expect(text).not.toContain('.expected has no');
  });

  it('says which passage is missing from a dialogue', () => {
    expect(gdbCommandsPage([], () => '')).toContain('gdbinit.expected has no "alt-list site_call"');
  });
});
