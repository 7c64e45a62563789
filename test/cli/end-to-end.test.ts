/** The program as built, run as a user runs it, on the real machine. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elfImage } from '../machine/boot/images.ts';

const root = join(import.meta.dirname, '..', '..');
const fixture = join(root, 'fixtures/tiny-hypervisor');
const folder = mkdtempSync(join(tmpdir(), 'textpoke-end-to-end-'));

beforeAll(() => {
  spawnSync(process.execPath, ['src/cli/prepare.mjs'], { cwd: root, stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const programOf = (words: readonly string[]): string[] => [
  join(root, 'dist/src/cli/textpoke.js'),
  ...words,
];

function textpoke(...words: readonly string[]) {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, programOf(words), options);
  return { status, stdout, stderr };
}

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return name;
}

/** An image whose first instructions are `code`, in 32-bit mode without paging. */
function guest(name: string, code: readonly number[]): string {
  const image = elfImage({ width: 32 });
  image.set(code, image.length - 0x20);
  return file(name, image);
}

/** What QEMU prints, checked in test/fixtures: kept for 1 and 4 CPUs, and as regular for more. */
function consoleOf(cpuCount: number): string {
  const four = readFileSync(join(fixture, 'console-4.expected'), 'utf8');
  if (cpuCount < 4) return readFileSync(join(fixture, `console-${cpuCount}.expected`), 'utf8');
  const online = Array.from({ length: cpuCount }, (_, cpu) => `SMP: CPU${cpu} is online\n`);
  return four
    .replace(/(SMP: CPU\d is online\n)+/, online.join(''))
    .replaceAll('4 CPUs', `${cpuCount} CPUs`);
}

describe('the console of the tiny hypervisor is what QEMU shows', () => {
  const quanta = [1, 7, 1000, 100_000];
  const cases = [1, 4, 32].flatMap((cpus) => quanta.map((quantum) => [cpus, quantum] as const));

  it.each(cases)('with %i CPUs and a quantum of %i', (cpus, quantum) => {
    const ended = textpoke('run', '-smp', `${cpus}`, '--quantum', `${quantum}`, '--quiet');

    expect(ended).toEqual({ status: 0, stdout: consoleOf(cpus), stderr: '' });
  });
});

describe('a run ends', () => {
  // mov $3, %al; out %al, $0xf4
  const failing = guest('failing', [0xb0, 3, 0xe6, 0xf4]);
  // cli; hlt
  const halting = guest('halting', [0xfa, 0xf4]);
  // int3, which no IDT entry answers, nor what follows
  const faulting = guest('faulting', [0xcc]);

  it.each([
    ['1 where the guest reports a failure', ['run', failing], 1, /^CPU 0 .* status 3, at step 2$/],
    ['1 where all CPUs halt for good', ['run', halting], 1, /^all CPUs are halted for good/],
    ['5 at a triple fault', ['run', faulting], 5, /^CPU 0 shut down: triple fault, .*#DF, at step/],
    ['124 when the budget is spent', ['--budget', '1000'], 124, /--budget .* at step 1000$/],
    ['1 where a site is poked that must not be', ['-append', 'live=site_memcpy'], 1, /status 2/],
  ])('with status %s', (_, words, status, why) => {
    const ended = textpoke(...words);

    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(/^textpoke: [^\n]+\n$/);
    expect(ended.stderr.slice('textpoke: '.length, -1)).toMatch(why);
  });

  it('in one line of JSON if asked', () => {
    const { status, stdout, stderr } = textpoke('run', '--json', '--quiet', '-smp', '1');

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'exited',
      status: 0,
      exitCode: 0,
      cpus: 1,
      console: consoleOf(1),
    });
  });

  it('at the same step every time', () => {
    expect(textpoke('run', '--json')).toEqual(textpoke('run', '--json'));
  });
});

describe('a mistake costs one line, and no machine is made', () => {
  const whole = readFileSync(join(fixture, 'tiny-hypervisor.elf'));
  const headless = Buffer.from(whole);
  for (let at = 0; at < 8192; at += 4) {
    if (headless.readUInt32LE(at) === 0x1badb002) headless.fill(0, at, at + 4);
  }
  const far = elfImage({ width: 32, physical: 0x4000_0000 });

  it.each([
    ['no such image', ['run', 'missing.elf'], 3, /cannot read 'missing.elf': no such file/],
    ['a folder', ['run', '.'], 3, /it is a folder/],
    ['not ELF', ['run', file('text', Buffer.from('hello\n'))], 3, /not ELF/],
    ['no multiboot header', ['run', file('headless', headless)], 3, /without a multiboot header/],
    ['a segment outside RAM', ['run', file('far', far)], 3, /RAM/],
    ['a truncated image', ['run', file('cut', whole.subarray(0, 9000))], 3, /cannot boot 'cut'/],
    ['an unknown flag', ['--quantun', '3'], 2, /unknown flag --quantun. Did you mean --quantum?/],
    ['no CPU', ['-smp', '0'], 2, /-smp 0: the number of CPUs is 1 to 32/],
    ['too many CPUs', ['-smp', '33'], 2, /-smp 33/],
    ['another CPU model', ['-cpu', 'host'], 4, /-cpu host: neither a CPU model/],
    ['nobody to wait for', ['run', '-S'], 2, /add -s/],
    ['no address to serve at', ['gdb', '-gdb', 'tcp:nowhere'], 2, /expected tcp:HOST:PORT/],
  ])('%s', (_, words, status, why) => {
    const ended = textpoke(...words);

    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(/^textpoke: [^\n]+\n$/);
    expect(ended.stderr).toMatch(why);
  });

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ended = textpoke('gdb', '-gdb', `tcp:127.0.0.1:${port}`);
    other.close();

    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^textpoke: [^\n]*the port is in use[^\n]*\n$/);
  });
});

describe('gdb', () => {
  /** Starts the server and gives what it tells its user to type. */
  async function serve(command: 'gdb' | 'run', ...words: readonly string[]) {
    const program = programOf([command, '-gdb', 'tcp::0', ...words]);
    const server = spawn(process.execPath, program, { cwd: folder });
    const said = { stdout: '', stderr: '' };
    server.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    server.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    while (!/^ {2}gdb .*\n/m.test(said.stderr)) await once(server.stderr, 'data');
    const line = /^ {2}(gdb .*)\n/m.exec(said.stderr)?.[1] ?? '';
    return { server, said, line, ended: once(server, 'close') };
  }

  /** Types the line in a shell, with a script after it. */
  async function type(line: string, ...script: readonly string[]): Promise<string> {
    const commands = script.map((command) => `-ex '${command}'`).join(' ');
    const shell = spawn('sh', ['-c', `exec ${line} -nx -q -batch ${commands} 2>&1`], { cwd: root });
    let text = '';
    shell.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(shell, 'close');
    return text;
  }

  it('attaches by the line that the server prints, and takes its leave with the guest', async () => {
    const { line, said, ended } = await serve('gdb', '-append', 'rounds=1');
    expect(said.stderr).toMatch(/^textpoke: 4 CPUs, 128 MiB, halted at entry, waiting for gdb on/);
    expect(await type(line, 'info threads', 'continue')).toMatch(/CPU#3.*\n.*exited normally/);

    expect(await ended).toEqual([0, null]);
    expect(said.stdout).toMatch(/rounds 1: all sites verified on 4 CPUs\n$/);
    expect(said.stderr).toMatch(/CPU 0 ended the machine with status 0\n$/);
  });

  it('ends with status 1 where the guest has failed', async () => {
    const { line, ended } = await serve('gdb', '-append', 'live=site_memcpy');
    expect(await type(line, 'continue')).toContain('exited with code 02');
    expect(await ended).toEqual([1, null]);
  });

  it('is ended by kill', async () => {
    const { line, said, ended } = await serve('gdb');
    expect(await type(line, 'kill')).toContain('killed');
    expect(await ended).toEqual([0, null]);
    expect(said.stdout).toBe('');
  });

  it('lets the guest run to its end after detach', async () => {
    const { line, said, ended } = await serve('gdb');
    expect(await type(line, 'detach')).toContain('detached');
    expect(await ended).toEqual([0, null]);
    expect(said.stdout).toBe(consoleOf(4));
  });

  it('also comes to a machine that runs already, and halts it', async () => {
    const { line, said, ended } = await serve('run', '-append', 'rounds=0');
    expect(said.stderr).toMatch(/running, open to gdb on/);
    const script = ['monitor when', 'stepi', 'monitor when', 'kill'];
    const moments = [...(await type(line, ...script)).matchAll(/^moment (\d+),/gm)];
    const [before, after] = moments.map(([, moment]) => Number(moment));
    expect(before).toBeGreaterThan(0);
    expect(after).toBeGreaterThan(before ?? Infinity);
    expect(await ended).toEqual([0, null]);
  });

  it('is ended by Ctrl-C in its own terminal', async () => {
    const { server, ended } = await serve('gdb');
    server.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});
