/**
 * Plays a story: real gdb, attached to the machine, stops in code patching. Without words that of
 * examples/demo.gdb; with `xen` that of Debian's Xen, torn by a machine check.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What the story does not need: the tables show the bytes better. */
const unneeded =
  /^(\+echo |\+set trace|Temporary breakpoint \d|Hardware watchpoint \d|(Old|New) value = |$)/;

const xen = '.cache/xen/xen-4.17-amd64.gz';
const xenSymbols = '.cache/xen/xen-syms-4.17-amd64';
const xenWords = 'console=com1 com1=115200,8n1 loglvl=all no-real-mode dom0_mem=16M bootscrub=0';

/** What is played, on which machine, and how many lines of its console tell the end. */
// prettier-ignore
const stories = new Map([
  ['', { flags: [], symbols: '', script: 'examples/demo.gdb', lastLines: 2 }],
  ['xen', {
    flags: ['-kernel', xen, '-initrd', 'fixtures/dom0/dom0.elf', '-append', xenWords, '-smp', '2'],
    symbols: xenSymbols, script: 'fixtures/xen/torn-mce.gdb', lastLines: 29,
  }],
]);

const name = process.argv.slice(2).join(' ');
const story = stories.get(name) ?? stop(`no demo is called ${name}; there is: xen`);
if (name === 'xen' && !existsSync(root + xenSymbols)) stop('Xen is not there: npm run fetch:xen');

if (spawnSync('gdb', ['--version']).error) {
  stop('the demo needs gdb (Debian: apt-get install gdb)');
}

const program = ['dist/src/cli/textpoke.js', 'gdb', '-gdb', 'tcp:127.0.0.1:0', ...story.flags];
const server = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
const guest = linesOf(server.stdout);
const ended = once(server, 'close');
const gdbLine = `${await whatToType(server.stderr)} ${story.symbols}`.trim();
console.log(`$ ${gdbLine.replace(root, '')}`);

// One pipe for both: gdb writes what the monitor says to stderr.
const told = `exec ${gdbLine} -nx -q -batch -x ${story.script} 2>&1`;
const gdb = spawn('sh', ['-c', told], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
// With trace-commands gdb writes +COMMAND before it obeys.
for await (const line of createInterface(gdb.stdout)) {
  if (line.startsWith('--')) console.log('');
  if (!unneeded.test(line)) console.log(line.replace(/^\+/, '(gdb) '));
}
server.kill();
await ended;
console.log('\n-- The guest has printed:');
console.log(guest.slice(-story.lastLines).join('\n'));

function stop(why) {
  console.error(`textpoke: ${why}`);
  process.exit(2);
}

/** The line that the server tells its user to type. */
async function whatToType(stream) {
  for await (const line of createInterface(stream)) {
    if (line.startsWith('  gdb ')) return line.trim();
  }
  throw new Error('the server did not start');
}

function linesOf(stream) {
  const lines = [];
  createInterface(stream).on('line', (line) => lines.push(line));
  return lines;
}
