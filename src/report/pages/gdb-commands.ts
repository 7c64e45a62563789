/** docs/gdb-commands.md: the commands that `textpoke gdbinit` gives gdb, with real transcripts. */
import { ownCommands, ownFunctions, passedCommands } from '../gdb-script/commands.ts';
import type { MonitorRow } from '../gdb-script/commands.ts';
import type { CommandText } from '../gdb-script/python.ts';
import { code, page, section, table } from '../markdown.ts';

/** A part of a dialogue that the page shows, from one command to before another one. */
interface Passage {
  readonly title: string;
  readonly about: string;
  readonly dialogue: string;
  readonly from: string;
  readonly until: string;
}

// prettier-ignore
const passages: readonly Passage[] = [
  { title: 'A patch, store by store', dialogue: 'gdbinit',
    about: 'On the tiny hypervisor. `alt-break` and its relatives say which CPU did it, and when.',
    from: 'alt-list site_call', until: 'alt-break site_one_byte during' },
  { title: 'Functions', dialogue: 'gdbinit',
    about: 'In any expression; gdb evaluates conditions with them itself, at each hit.',
    from: 'p/x $site("site_memcpy")', until: 'seek before-patches' },
  { title: 'Time', dialogue: 'gdbinit',
    about: 'Each of these makes gdb read anew what it has kept, and shows the frame.',
    from: 'seek before-patches', until: 'tbreak text_poke_live' },
  { title: 'Events', dialogue: 'gdbinit',
    about: 'What is caught stays caught, also over `alt-next` and `alt-prev`.',
    from: 'tbreak text_poke_live', until: 'refused alt-show' },
  { title: 'Xen', dialogue: 'gdbinit-xen',
    about: "Debian's Xen, of which gdb knows symbols and no types.",
    from: 'alt-list', until: "refused alt-show text_poke.isra.0" },
  { title: 'A gdb without Python', dialogue: 'gdbinit-plain',
    about: 'It does what its own language can: no `alt-break`, no functions, and `alt-next` stops at ' +
      'each store into code, also at one that changes no site.',
    from: 'alt-next', until: 'seek start' },
];

/** The page; `transcriptOf` has what gdb prints in a dialogue. */
export const gdbCommandsPage = (
  rows: readonly MonitorRow[],
  transcriptOf: (dialogue: string) => string,
): string =>
  page(
    'Commands for gdb',
    fenced('npx textpoke gdbinit > ~/.textpoke.gdb\ngdb -x ~/.textpoke.gdb IMAGE'),
    'The script works before or after `target remote`, in gdb 12 and later, and in less comfort ' +
      'without Python. `help NAME` in gdb has what is here, too. It also sets `trust-readonly-sections ' +
      'off`, without which gdb would show patched code as it is in the file.',
    section(
      'Patch sites and events',
      'A SITE is named as `alt-list` has it, or by an address in it: `memcpy+6`, `0xffff82d040205780`, ' +
        "an expression. None of this needs types; symbols help. `alt-break` judges by the site's bytes: " +
        'a store that changes nothing is not seen, and a site that nobody changes stops nothing; ' +
        '`during` also stops, and says so, where the first store leaves the site whole.',
      commandTable(ownCommands),
    ),
    section(
      'Functions for expressions',
      table(
        ['Function', 'Value'],
        ownFunctions.map(({ call, help }) => [code(call), help]),
      ),
    ),
    section(
      'Commands of the monitor',
      'By their own names with dashes; those that gdb would take for one of its own begin with `alt-`.',
      table(
        ['Command', 'Says', 'What it does'],
        passedCommands(rows).map(({ name, usage, help, words }) => [
          code(spelled({ name, usage, help })),
          code(`monitor ${words}`),
          help,
        ]),
      ),
    ),
    section(
      'Addresses in conditions',
      'gdb 13 has conditions evaluated on the target, and where it knows no type of a function, it ' +
        'turns `(long)&function` into a read of memory at that address: the condition compares the ' +
        "function's first bytes. A condition with a convenience variable or function, whose value " +
        'may change, gdb evaluates itself, and is stopped each time for that. `eval` gives it the ' +
        'address as a number:',
      fenced(
        `eval "break *('text_poke.isra.0' + 0x16) if $rdi == %#lx", &handle_ist_exception\n\n` +
          '# or\n' +
          'set breakpoint condition-evaluation host',
      ),
    ),
    ...passages.map((passage) =>
      section(
        passage.title,
        passage.about,
        fenced(passageOf(transcriptOf(passage.dialogue), passage)),
      ),
    ),
  );

const spelled = ({ name, usage }: CommandText): string =>
  usage === undefined ? name : `${name} ${usage}`;

const commandTable = (rows: readonly CommandText[]): string =>
  table(
    ['Command', 'What it does'],
    rows.map((row) => [code(spelled(row)), row.help]),
  );

const fenced = (text: string): string => ['```', text, '```'].join('\n');

/** The part of a transcript, as it looks at a prompt. */
function passageOf(transcript: string, { dialogue, from, until }: Passage): string {
  const lines = transcript.split('\n');
  const start = lines.indexOf(`+${from}`);
  const end = lines.indexOf(`+${until}`, start);
  if (start < 0 || end < 0)
    return `${dialogue}.expected has no "${from}" with "${until}" behind it`;
  return lines
    .slice(start, end)
    .filter((line) => !line.startsWith('++'))
    .map((line) => line.replace(/^\+(?:refused )?/, '(gdb) '))
    .join('\n');
}
