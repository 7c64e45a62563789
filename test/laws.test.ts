/** The laws of ARCHITECTURE.md that can be read off the sources: who imports whom, and how big. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
  /** `src/devices`, or `protocol`. */
  readonly room: string;
  readonly imports: readonly string[];
}

function pathsUnder(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? pathsUnder(path) : [path];
  });
}

function sourceAt(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const [top = '', room = ''] = path.split('/');
  return {
    path,
    text,
    room: top === 'protocol' ? top : `${top}/${room}`,
    imports: [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, named = '']) =>
      named.startsWith('.') ? normalize(join(dirname(path), named)) : named,
    ),
  };
}

const sources = [...pathsUnder('src'), ...pathsUnder('protocol')]
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map(sourceAt);
const tests = pathsUnder('test').filter((path) => path.endsWith('.ts'));

const roomOf = (path: string): string =>
  path.startsWith('protocol/') ? 'protocol' : path.split('/').slice(0, 2).join('/');

/** What each room may import besides itself: a row for every room, in the order of the line. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/foundation': [],
  protocol: ['src/foundation'],
  'src/memory': ['src/foundation', 'src/wasm'],
  'src/wasm': ['src/foundation'],
  'src/isa': ['src/foundation', 'src/memory', 'src/wasm'],
  'src/devices': ['src/foundation', 'src/memory'],
  'src/engine': ['src/foundation', 'src/memory', 'src/wasm', 'src/isa'],
  'src/patching': ['src/foundation', 'src/memory', 'protocol'],
  'src/machine': [
    'src/foundation',
    'src/memory',
    'src/wasm',
    'src/isa',
    'src/devices',
    'src/engine',
    'protocol',
  ],
  'src/history': ['src/foundation', 'src/memory', 'src/isa', 'src/machine', 'protocol'],
  'src/explore': ['src/foundation', 'src/machine', 'src/history', 'src/patching', 'protocol'],
  'src/report': ['src/foundation'],
  'src/debugger': [
    'src/foundation',
    'src/isa',
    'src/machine',
    'src/history',
    'src/explore',
    'src/patching',
    'protocol',
  ],
  'src/lockstep': [
    'src/foundation',
    'src/memory',
    'src/isa',
    'src/machine',
    'src/history',
    'src/debugger',
  ],
  'src/server': ['src/foundation', 'src/debugger', 'protocol'],
  // The pages of docs/ show the tables of the instruction set and of the devices.
  'src/cli': [
    'src/foundation',
    'src/isa',
    'src/devices',
    'src/machine',
    'src/history',
    'src/explore',
    'src/patching',
    'src/report',
    'src/debugger',
    'src/lockstep',
    'src/server',
    'protocol',
  ],
};

/** Rooms at or right of `history`: a step is a function of state, choice and injection. */
const deterministic: ReadonlySet<string> = new Set([
  'protocol',
  'src/foundation',
  'src/memory',
  'src/wasm',
  'src/isa',
  'src/devices',
  'src/engine',
  'src/machine',
  'src/patching',
  'src/history',
]);

/** `path: what` for each line of `within` that matches `pattern`; comments do not count. */
function offences(within: readonly Source[], pattern: RegExp): string[] {
  return within.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(pattern)].map(([found]) => `${path}: ${found}`),
  );
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

describe('imports', () => {
  it('come from rooms that exist in the line', () => {
    expect(sources.map(({ room }) => room).filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('go to the right only', () => {
    const wrong = sources.flatMap(({ path, room, imports }) =>
      imports
        .filter((target) => /^(src|protocol)\//.test(target))
        .filter((target) => roomOf(target) !== room)
        .filter((target) => !(mayImport[room] ?? []).includes(roomOf(target)))
        .map((target) => `${path} imports ${target}`),
    );

    expect(wrong).toEqual([]);
  });

  it('of sockets happen in the server only', () => {
    const wrong = sources
      .filter(({ room }) => room !== 'src/server')
      .filter(({ imports }) =>
        imports.some((name) => /^(node:)?(net|https?|tls|dgram)$/.test(name)),
      );

    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('of files and other facts of the host happen in the command line only', () => {
    const host = /^(node:)?(fs|fs\/promises|child_process|os|process|worker_threads|zlib)$/;
    const wrong = sources
      .filter(({ room }) => room !== 'src/cli')
      .filter(({ imports }) => imports.some((name) => host.test(name)));

    expect(wrong.map(({ path }) => path)).toEqual([]);
    const elsewhere = sources.filter(({ room }) => room !== 'src/cli');
    const touched =
      /\bprocess\.(?:argv|env|exit|exitCode|std\w+|on|once|cwd|platform|hrtime|nextTick|pid)\b/g;
    expect(offences(elsewhere, touched)).toEqual([]);
  });
});

describe('a step is a pure function', () => {
  it('without clocks, chance or timers at or right of history', () => {
    const right = sources.filter(({ room }) => deterministic.has(room));
    const impure =
      /\b(?:new Date|Date\.\w+|Math\.random|performance\.\w+|set(?:Timeout|Interval|Immediate)|hrtime|crypto\.\w+)/g;

    expect(offences(right, impure)).toEqual([]);
  });

  it('without packages that could bring them', () => {
    // node:v8 only chooses the compiler for the interpreter; no result depends on it.
    const allowed = ['protocol imports binary-parser', 'src/engine imports node:v8'];
    const packages = sources
      .filter(({ room }) => deterministic.has(room))
      .flatMap(({ room, imports }) =>
        imports
          .filter((name) => !/^(src|protocol)\//.test(name))
          .map((name) => `${room} imports ${name}`),
      );

    expect(packages.filter((imported) => !allowed.includes(imported))).toEqual([]);
  });
});

describe('house style', () => {
  it('keeps files to a size that can be read, tables excepted', () => {
    const tables: ReadonlySet<string> = new Set(['src/memory/layout.ts']);
    const long = sources
      .filter(({ path }) => !tables.has(path))
      .map(({ path, text }) => [path, text.split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400);

    expect(long).toEqual([]);
  });

  it('has no names that mean nothing', () => {
    const named = [...sources.map(({ path }) => path), ...tests];

    expect(named.filter((path) => /util|helper|manager|common|misc/i.test(path))).toEqual([]);
    // How packages call their modules is their own business.
    const own = sources.map((source) => ({
      ...source,
      text: source.text.replaceAll(/ from '[^.'][^']*'/g, ''),
    }));
    expect(offences(own, /\b\w*(?:[uU]tils?|[hH]elpers?|[mM]anager)\b/g)).toEqual([]);
  });

  it('leaves nothing for later in the sources', () => {
    const marks = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|'), 'g');
    const found = [...sources, ...tests.map(sourceAt)].flatMap(({ path, text }) =>
      [...text.matchAll(marks)].map(([mark]) => `${path}: ${mark}`),
    );

    expect(found).toEqual([]);
  });

  it('says in the first line of each file what it is for', () => {
    const silent = sources.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*[ \n]/.test(text));

    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('leaves no test switched off or alone', () => {
    // What another tool chain or another kind of host cannot do says so by name, as does what
    // needs a Xen that could not be fetched (test/xen/xen.ts, notThere).
    const conditional = [
      'test/laws.test.ts',
      'test/fixtures/tiny-hypervisor.test.ts',
      'test/oracles/host-cpu.test.ts',
    ];
    const switched = tests
      .filter((path) => !conditional.includes(path))
      .flatMap((path) =>
        offences([sourceAt(path)], /\b(?:it|describe|test)\.(?:only|skip|todo)\b(?!\(notThere\))/g),
      );

    expect(switched).toEqual([]);
  });
});

describe('every file has its mirror in test/', () => {
  /** Files tested through another one, which is named. */
  const testedThrough: Readonly<Record<string, string>> = {
    'src/cli/console.ts': 'test/cli/main.test.ts',
    'src/cli/commands/coverage.ts': 'test/cli/coverage.test.ts',
    'src/cli/commands/gdbinit.ts': 'test/cli/gdbinit.test.ts',
    'src/cli/commands/diff.ts': 'test/cli/diff.test.ts',
    'src/cli/commands/replay.ts': 'test/cli/replay.test.ts',
    'src/cli/commands/run.ts': 'test/cli/main.test.ts',
    'src/cli/commands/serve.ts': 'test/cli/main.test.ts',
    'src/cli/digest.ts': 'test/cli/replay.test.ts',
    'src/cli/ending.ts': 'test/cli/main.test.ts',
    'src/cli/exit-codes.ts': 'test/cli/help.test.ts',
    'src/cli/flags.ts': 'test/cli/help.test.ts',
    'src/cli/image.ts': 'test/cli/main.test.ts',
    'src/cli/pages.ts': 'test/docs.test.ts',
    'src/cli/power-on.ts': 'test/cli/main.test.ts',
    'src/cli/recording.ts': 'test/cli/replay.test.ts',
    'src/cli/refusals.ts': 'test/cli/command-line.test.ts',
    'src/cli/socket-files.ts': 'test/server/listen.test.ts',
    'src/cli/words.ts': 'test/cli/command-line.test.ts',
    'src/debugger/answer.ts': 'test/debugger/debugger.test.ts',
    'src/debugger/agent/builtin-variables.ts': 'test/debugger/answers/trace-variable.test.ts',
    'src/debugger/agent/agent.ts': 'test/debugger/breakpoints.test.ts',
    'src/debugger/agent/world.ts': 'test/debugger/breakpoints.test.ts',
    'src/debugger/answers.ts': 'test/debugger/debugger.test.ts',
    'src/debugger/tables/descriptor-memory.ts': 'test/debugger/tables/gdt.test.ts',
    'src/debugger/tables.ts': 'test/debugger/osdata.test.ts',
    'src/debugger/served-file.ts': 'test/debugger/answers/file-open.test.ts',
    'src/debugger/catching.ts': 'test/debugger/monitor/catch.test.ts',
    'src/debugger/client.ts': 'test/debugger/seat.test.ts',
    'src/debugger/monitor/command.ts': 'test/debugger/debugger.test.ts',
    'src/debugger/monitor/back.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/branch.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/branches.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/checkpoints.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/forward.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/mark.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/marks.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/monitor/seek.ts': 'test/debugger/monitor/past.test.ts',
    'src/debugger/packet-manners.ts': 'test/debugger/seat.test.ts',
    'src/debugger/stop-queue.ts': 'test/debugger/answers/stopped.test.ts',
    'src/debugger/situation.ts': 'test/debugger/seat.test.ts',
    'src/debugger/site-table.ts': 'test/debugger/tables/sites.test.ts',
    'src/history/follow.ts': 'test/history/history.test.ts',
    'src/debugger/tracing/look.ts': 'test/debugger/answers/select-trace-frame.test.ts',
    'src/debugger/tracing/tracepoint.ts': 'test/debugger/answers/define-tracepoint.test.ts',
    'src/debugger/target.ts': 'test/debugger/seat.test.ts',
    'src/devices/uart/receiver.ts': 'test/devices/uart/uart.test.ts',
    'src/devices/lapic/access.ts': 'test/devices/lapic/lapic.test.ts',
    'src/devices/lapic/registers.ts': 'test/devices/lapic/lapic.test.ts',
    'src/history/chronicle.ts': 'test/history/history.test.ts',
    'src/history/course.ts': 'test/history/history.test.ts',
    'src/history/forward.ts': 'test/history/history.test.ts',
    'src/history/reverse.ts': 'test/history/history.test.ts',
    'src/history/witness.ts': 'test/history/history.test.ts',
    'src/lockstep/known-differences.ts': 'test/lockstep/next-instruction.test.ts',
    'src/lockstep/sides.ts': 'test/lockstep/lockstep.test.ts',
    'src/lockstep/undefined-flags.ts': 'test/lockstep/next-instruction.test.ts',
    'protocol/acpi/aml.ts': 'test/machine/boot/acpi.test.ts',
    'protocol/acpi/tables.ts': 'test/machine/boot/acpi.test.ts',
    'src/machine/board.ts': 'test/docs.test.ts',
    'src/machine/boot/information.ts': 'test/machine/boot/multiboot.test.ts',
    'src/machine/boot/pieces.ts': 'test/machine/boot/multiboot.test.ts',
    'src/machine/engine-host.ts': 'test/machine/telling.test.ts',
    'src/machine/create.ts': 'test/cli/textpoke.test.ts',
    'src/machine/model.ts': 'test/isa/cpuid.test.ts',
    'src/machine/register-place.ts': 'test/machine/register-file.test.ts',
    'src/machine/memory-access.ts': 'test/machine/page-walk.test.ts',
    'src/machine/state.ts': 'test/history/checkpoint.test.ts',
    'src/machine/boot/plan.ts': 'test/machine/boot/multiboot.test.ts',
    'src/machine/boot/ram.ts': 'test/machine/boot/multiboot.test.ts',
    'src/patching/image.ts': 'test/patching/site-table.test.ts',
    'src/patching/sites.ts': 'test/patching/site-table.test.ts',
    'src/patching/states.ts': 'test/patching/site-table.test.ts',
    'src/report/absent-devices.ts': 'test/cli/coverage.test.ts',
    'src/report/partial-support.ts': 'test/cli/coverage.test.ts',
    'src/report/coverage.ts': 'test/cli/coverage.test.ts',
    'src/report/pages/command-line.ts': 'test/docs.test.ts',
    'src/report/gdb-script/plain.ts': 'test/dialogues/gdbinit.test.ts',
    'src/report/gdb-script/python.ts': 'test/dialogues/gdbinit.test.ts',
    'src/report/gdb-script/script.ts': 'test/dialogues/gdbinit.test.ts',
    'src/report/pages/devices.ts': 'test/docs.test.ts',
    'src/report/pages/instructions.ts': 'test/report/absent-instructions.test.ts',
    'src/report/pages/monitor.ts': 'test/docs.test.ts',
    'src/report/pages/packets.ts': 'test/docs.test.ts',
    'src/report/pages/registers.ts': 'test/docs.test.ts',
    'src/report/pages/target-registers.ts': 'test/docs.test.ts',
  };

  /** Rooms whose parts only mean something together: instructions, run, are their tests. */
  const testedTogether: Readonly<Record<string, string>> = {
    'src/engine': 'test/engine/',
    'src/isa': 'test/engine/',
    'src/memory': 'test/engine/',
    'src/wasm': 'test/engine/',
  };

  /** Files of nothing but types are tested by the compiler. */
  const doesSomething = /^export (?:const|function|class|async)|^(?:await|try|process)\b/m;

  const mirrorOf = (path: string): string =>
    path
      .replace(/^src\//, 'test/')
      .replace(/^protocol\//, 'test/protocol/')
      .replace(/\.ts$/, '.test.ts');

  it('or is tested through one that exists', () => {
    const present = new Set(tests);
    const bare = sources
      .filter(({ text }) => doesSomething.test(text))
      .filter(({ room }) => {
        const folder = testedTogether[room];
        return folder === undefined || !tests.some((path) => path.startsWith(folder));
      })
      .map(({ path }) => path)
      .filter((path) => !present.has(testedThrough[path] ?? mirrorOf(path)));

    expect(bare).toEqual([]);
  });

  it('and the list of exceptions holds nothing that is gone or has a mirror', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const present = new Set(tests);
    const stale = Object.keys(testedThrough).filter(
      (path) => !paths.has(path) || present.has(mirrorOf(path)),
    );

    expect(stale).toEqual([]);
  });
});
