/** The half of the script of `textpoke gdbinit` for a gdb that was built without Python. */
import type { CommandText, PassedCommand } from './python.ts';

const wordsMax = 6;

/** How a command of ours is said without Python: lines of gdb's own language. */
const bodies: Readonly<Record<string, readonly string[]>> = {
  'alt-list': passing('info sites', []),
  'alt-show': passing('info sites all', [
    'if $argc == 1',
    '  x/3i $arg0',
    'end',
  ]),
  'alt-next': ['monitor catch patch', 'continue', "echo Patches stay caught: see 'catch-off'.\\n"],
  'alt-prev': [
    'monitor catch patch',
    'reverse-continue',
    "echo Patches stay caught: see 'catch-off'.\\n",
  ],
  inject: passing('inject', flushed(false)),
};

/** Defines what can be done without Python, and says of the rest that it cannot. */
export const plainScript = (
  own: readonly CommandText[],
  passed: readonly PassedCommand[],
): string =>
  [
    ...own.flatMap((row) => defined(row, bodies[row.name] ?? [unable(row.name)])),
    ...passed.flatMap((row) =>
      defined(row, passing(row.words, row.changes ? flushed(row.moves) : [])),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');

const unable = (name: string): string => `echo ${name} needs a gdb with Python.\\n`;

function defined({ name, usage = '', help }: CommandText, body: readonly string[]): string[] {
  const needsWords = usage !== '' && !usage.startsWith('[');
  const guarded = needsWords
    ? ['if $argc == 0', `  echo ${quoted(`${name} ${usage}: ${help}`)}\\n`, 'else', ...body, 'end']
    : body;
  return [
    `define ${name}`,
    ...guarded,
    'end',
    `document ${name}`,
    help,
    usageLine(name, usage),
    'end',
  ];
}

const usageLine = (name: string, usage: string): string => `Usage: ${`${name} ${usage}`.trim()}`;

/** Text for `echo`, which takes backslashes for its own. */
const quoted = (text: string): string => text.replaceAll('\\', '\\\\');

/** Up to six words go to the monitor: this language has no "all of them" before gdb 14. */
function passing(words: string, behind: readonly string[]): string[] {
  const branches = Array.from({ length: wordsMax + 1 }, (_, count) => {
    const given = Array.from({ length: count }, (_argument, index) => `$arg${index}`);
    return [`if $argc == ${count}`, `  ${['monitor', words, ...given].join(' ')}`, 'end'];
  });
  const tooMany = [`if $argc > ${wordsMax}`, `  echo More than ${wordsMax} words.\\n`, 'end'];
  return [...branches.flat(), ...tooMany, ...behind];
}

function flushed(frame: boolean): string[] {
  return [
    'maintenance flush register-cache',
    'maintenance flush dcache',
    ...(frame ? ['frame'] : []),
  ];
}
