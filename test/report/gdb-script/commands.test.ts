/** The names that `textpoke gdbinit` gives its commands, held against the real gdb. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { scriptedCommands } from '../../../src/cli/commands/gdbinit.ts';
import { monitorCommands } from '../../../src/debugger/monitor/commands.ts';
import { ownCommands, passedCommands } from '../../../src/report/gdb-script/commands.ts';

const passed = passedCommands(scriptedCommands());
const names = [...ownCommands, ...passed].map(({ name }) => name);

/** Those of `words` that gdb takes for a command of its own, abbreviated or not. */
function knownToGdb(words: readonly string[]): string[] {
  const asked = words.flatMap((word) => ['-ex', `help ${word}`]);
  const { stderr } = spawnSync('gdb', ['-nx', '-batch', ...asked], { encoding: 'utf8' });
  return words.filter((word) => !stderr.includes(`Undefined command: "${word}"`));
}

describe('the commands of textpoke gdbinit', () => {
  it('take no name from gdb', () => {
    expect(knownToGdb(names)).toEqual([]);
  });

  it('have a name of their own only where gdb has the other one', () => {
    const renamed = passed.filter(({ name, words }) => name !== words.replaceAll(' ', '-'));
    const words = renamed.map((command) => command.words);

    expect(knownToGdb(words)).toEqual(words);
  });

  it('are each there once', () => {
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('reach everything that the monitor has', () => {
    const reached = [...passed.map(({ words }) => words), 'inject nmi', 'inject mce'];

    expect(
      monitorCommands.map(({ name }) => name).filter((name) => !reached.includes(name)),
    ).toEqual([]);
  });

  it('tell gdb of a changed guest unless they only look', () => {
    const looking = passed.filter(({ changes }) => !changes).map(({ name }) => name);

    expect(looking).toContain('when');
    expect(looking).not.toContain('seek');
    expect(passed.filter(({ moves }) => moves).map(({ name }) => name)).toEqual([
      'alt-back',
      'branch',
      'alt-forward',
      'seek',
    ]);
  });
});
