/** The half of the script of `textpoke gdbinit` for a gdb that was built without Python. */
import type { CommandText, PassedCommand } from './python.ts';

/** gdb's language has no "all the words" before gdb 14. */
const wordsMax = 4;

const patchesStay = 'echo Patches stay caught; catch-off forgets all that is caught.\\n';

/** How a command of ours is said without Python: lines of gdb's own language. */
const bodies: Readonly<Record<string, readonly string[]>> = {
  'alt-list': passing('info sites'),
  'alt-show': ['monitor info sites all $arg0', 'x/3i $arg0'],
  'alt-next': ['monitor catch patch', 'continue', patchesStay],
  'alt-prev': ['monitor catch patch', 'reverse-continue', patchesStay],
  inject: passing('inject'),
};

/** Defines what can be done without Python, and says of the rest that it cannot. */
export const plainScript = (
  own: readonly CommandText[],
  passed: readonly PassedCommand[],
): string =>
  [
    ...own.flatMap((row) => defined(row, bodies[row.name] ?? unable(row.name))),
    ...passed.flatMap((row) => defined(row, [...saying(row), ...flushing(row)])),
  ]
    .map((line) => `${line}\n`)
    .join('');

const unable = (name: string): string[] => [`echo ${name} needs a gdb with Python.\\n`];

const saying = ({ words, usage }: PassedCommand): string[] =>
  usage === undefined ? [`monitor ${words}`] : passing(words);

/** Time has moved, or may have: gdb keeps registers and code that it has read. */
const flushing = ({ changes, moves }: PassedCommand): string[] => [
  ...(changes ? ['maintenance flush register-cache', 'maintenance flush dcache'] : []),
  ...(moves ? ['frame'] : []),
];

/** A command with its help; it says what it expects where it is given too little or too much. */
function defined({ name, usage = '', help }: CommandText, body: readonly string[]): string[] {
  const most = usage === '' ? 0 : wordsMax;
  const least = usage === '' || usage.startsWith('[') ? 0 : 1;
  const wanted = usage === '' ? `${name} takes no words.` : `${name} ${usage}: ${help}`;
  return [
    `define ${name}`,
    `if $argc < ${least} || $argc > ${most}`,
    // For `echo`, backslashes are its own.
    `echo ${wanted.replaceAll('\\', '\\\\')}\\n`,
    'else',
    ...body,
    'end',
    'end',
    `document ${name}`,
    help,
    `Usage: ${`${name} ${usage}`.trim()}`,
    'end',
  ];
}

/** Says a command of the monitor with the words that were given. */
function passing(words: string): string[] {
  return Array.from({ length: wordsMax + 1 }, (_, count) => {
    const given = Array.from({ length: count }, (_argument, index) => `$arg${index}`);
    return [`if $argc == ${count}`, ['monitor', words, ...given].join(' '), 'end'];
  }).flat();
}
