/** Tells the story of examples/demo.gdb: real gdb, attached to the machine, stops in code patching. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What the story does not need: the tables show the bytes better. */
const unneeded =
  /^(\+echo |\+set trace|Temporary breakpoint \d|Hardware watchpoint \d|(Old|New) value = |$)/;

if (spawnSync('gdb', ['--version']).error) {
  console.error('textpoke: the demo needs gdb (Debian: apt-get install gdb)');
  process.exit(2);
}

const program = ['dist/src/cli/textpoke.js', 'gdb', '-gdb', 'tcp:127.0.0.1:0'];
const server = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
const guest = linesOf(server.stdout);
const ended = once(server, 'close');
const gdbLine = await whatToType(server.stderr);
console.log(`$ ${gdbLine.replace(root, '')}`);

// One pipe for both: gdb writes what the monitor says to stderr.
const told = `exec ${gdbLine} -nx -q -batch -x examples/demo.gdb 2>&1`;
const gdb = spawn('sh', ['-c', told], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
// With trace-commands gdb writes +COMMAND before it obeys.
for await (const line of createInterface(gdb.stdout)) {
  if (line.startsWith('--')) console.log('');
  if (!unneeded.test(line)) console.log(line.replace(/^\+/, '(gdb) '));
}
server.kill();
await ended;
console.log('\n-- The guest has printed:');
console.log(guest.slice(-2).join('\n'));

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
