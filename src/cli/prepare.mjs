/** Makes a fresh clone ready: packages installed, sources built, tools for the tests present. */
// Plain JavaScript without packages: it must run, and explain, where nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const oldestNode = [20, 19];

/** What the tests call, and the Debian package it comes from. */
const tools = new Map([
  ['gdb', 'gdb'],
  ['gcc', 'gcc'],
  ['ld', 'binutils'],
  ['make', 'make'],
  ['lldb-19', 'lldb-19'],
  ['qemu-system-x86_64', 'qemu-system-x86'],
]);

checkNode();
installPackages();
await build();
if (process.argv.includes('--for-tests')) installTools('the tests need', [...tools]);
if (process.argv.includes('--for-demo')) installTools('the demo needs', [['gdb', 'gdb']]);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = oldestNode;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  stop(`Node ${oldestNode.join('.')} or newer is needed, this is ${process.versions.node}`);
}

/** Installs when what is in node_modules is not what the lock file says. */
function installPackages() {
  if (installedAsLocked()) return;
  say('installing packages (npm ci)');
  const npm = process.env['npm_execpath'];
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const words = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  if (call(command, words) !== 0) stop('npm ci has failed, see above');
}

function installedAsLocked() {
  const installed = lockedVersions(join(root, 'node_modules', '.package-lock.json'));
  const locked = lockedVersions(join(root, 'package-lock.json'));
  if (installed === undefined || locked === undefined) return false;
  // Packages for other platforms are locked but never installed.
  return [...locked].every(
    ([name, { version, optional }]) => optional || installed.get(name)?.version === version,
  );
}

function lockedVersions(path) {
  if (!existsSync(path)) return undefined;
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  return new Map(
    Object.entries(packages)
      .filter(([name]) => name !== '')
      .map(([name, { version, optional = false }]) => [name, { version, optional }]),
  );
}

/** Builds when the sources are not those of the last build, and checks their types beside it. */
async function build() {
  const stamp = join(root, 'dist', '.built-from');
  const sources = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  say('building');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const [checked, bundled] = await Promise.all([
    node([compiler, '-p', join(root, 'tsconfig.json'), '--noEmit']),
    node([join(root, 'src', 'cli', 'bundle.mjs')]),
  ]);
  if (checked !== 0) stop('the sources do not compile, see above');
  if (bundled !== 0) stop('the program could not be put together, see above');
  writeFileSync(stamp, sources);
}

/** Names, sizes and times of all that is compiled: cheaper than reading it. */
function fingerprint() {
  const hash = createHash('sha256');
  const paths = ['src', 'protocol'].flatMap(filesUnder);
  for (const path of [...paths, 'tsconfig.json', 'package-lock.json'].sort()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function installTools(need, wanted) {
  const missing = wanted.filter(([tool]) => !onPath(tool)).map(([, name]) => name);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  const debian = existsSync('/etc/debian_version') && onPath('apt-get');
  if (!debian || process.getuid?.() !== 0) {
    stop(`${need} these Debian packages: ${names} (as root: apt-get install ${names})`);
  }
  say(`installing ${names} (apt-get)`);
  process.env['DEBIAN_FRONTEND'] = 'noninteractive';
  const updated = call('apt-get', ['update', '-qq']);
  const words = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if (updated !== 0 || call('apt-get', words) !== 0) {
    stop(`apt-get could not install ${names}, see above; ${need} them`);
  }
}

function onPath(tool) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a command in the root with our terminal; its output goes to stderr. */
function call(command, words) {
  return spawnSync(command, words, { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1;
}

/** Runs a script of ours beside others; its output goes to stderr. */
async function node(words) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 2, 2] });
  const [status] = await once(child, 'exit');
  return status ?? 1;
}

function say(what) {
  process.stderr.write(`textpoke: ${what}\n`);
}

function stop(why) {
  process.stderr.write(`textpoke: ${why}\n`);
  process.exit(2);
}
