/** Programs that serve gdb, started on a free port, and a bare client of one of them. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../fixture.ts';

const program = join(root, 'dist/src/cli/textpoke.js');
const image = join(root, 'fixtures/tiny-hypervisor/tiny-hypervisor.elf');
/** Patches for ever. */
const machine = ['-kernel', image, '-append', 'rounds=0', '-m', '64'] as const;
const triesMax = 200;

export type ServerName = 'textpoke' | 'qemu' | 'gdbserver';

export interface Link {
  readonly ask: (packet: string) => Promise<Buffer>;
  readonly end: () => Promise<void>;
}

/** What is not as usual. */
export interface Wishes {
  /** CPUs of the machine: 1 if absent. */
  readonly cpus?: number;
  /** The registers that are served, where that can be chosen: those of 64 bits if absent. */
  readonly bits?: 64 | 32;
}

const doorFlag = (bits: 64 | 32): string => (bits === 64 ? '-gdb' : '--gdb-32');

interface Server {
  readonly version: readonly [string, readonly string[]];
  /** The program and its words, serving on `port`; `folder` is empty. */
  readonly start: (
    port: number,
    folder: string,
    wishes: Wishes,
  ) => readonly [string, readonly string[]];
}

const spin = 'int main(void) { volatile long x = 0; for (;;) x++; }';

// prettier-ignore
const servers: Readonly<Record<ServerName, Server>> = {
  textpoke: {
    version: [process.execPath, ['--version']],
    start: (port, _, { cpus = 1, bits = 64 }) => [process.execPath, [
      program, 'gdb', doorFlag(bits), `tcp::${port}`, ...machine, '-smp', String(cpus),
    ]],
  },
  qemu: {
    version: ['qemu-system-x86_64', ['--version']],
    start: (port, _, { cpus = 1 }) => ['qemu-system-x86_64', [
      ...machine, '-smp', String(cpus), '-accel', 'tcg,thread=single', '-display', 'none', '-monitor', 'none',
      '-serial', 'none', '-S', '-gdb', `tcp:127.0.0.1:${port}`,
    ]],
  },
  gdbserver: {
    version: ['gdbserver', ['--version']],
    start(port, folder) {
      writeFileSync(join(folder, 'spin.c'), spin);
      spawnSync('gcc', ['-O1', '-static', '-no-pie', '-o', join(folder, 'spin'), join(folder, 'spin.c')]);
      return ['gdbserver', ['--once', `127.0.0.1:${port}`, join(folder, 'spin')]];
    },
  },
};

export const isInstalled = (name: ServerName): boolean => {
  const [command, words] = servers[name].version;
  return spawnSync(command, words).error === undefined;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Launched {
  readonly child: ChildProcess;
  readonly port: number;
  readonly socket: Socket;
  readonly readyMs: number;
  /** Empty, but for what the server put there. */
  readonly folder: string;
}

/** Starts a server and waits until somebody can connect: the connection, and how long that took. */
export async function launch(name: ServerName, wishes: Wishes = {}): Promise<Launched> {
  const folder = mkdtempSync(join(tmpdir(), 'link-'));
  const port = await freePort();
  const [command, words] = servers[name].start(port, folder, wishes);
  const before = performance.now();
  const child = spawn(command, words, { stdio: 'ignore' });
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    const isConnected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (isConnected) return { child, port, socket, readyMs: performance.now() - before, folder };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill();
  throw new Error(`${name} does not listen`);
}

const acknowledged = Buffer.from('+');

/** One packet at a time, without acks: the answer is everything up to `#` and two digits. */
function conversation(socket: Socket): (packet: string) => Promise<Buffer> {
  let parts: Buffer[] = [];
  let settle: ((answer: Buffer) => void) | undefined;
  socket.on('data', (chunk) => {
    parts.push(chunk);
    if (chunk.at(-3) !== 0x23) return;
    const answer = Buffer.concat(parts);
    parts = [];
    settle?.(answer);
  });
  return (packet) =>
    new Promise((resolve) => {
      settle = resolve;
      const sum = Buffer.from(packet).reduce((total, byte) => (total + byte) & 0xff, 0);
      socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`);
    });
}

/**
 * Keeps the processors from falling asleep between two packets while `body` runs, by work that gives
 * way to all other: it is the servers that are compared, not how fast this host wakes up.
 */
export async function awake<T>(body: () => Promise<T>): Promise<T> {
  const spinners = cpus().map(() => {
    const spinner = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    setPriority(spinner.pid ?? 0, constants.priority.PRIORITY_LOW);
    return spinner;
  });
  try {
    return await body();
  } finally {
    for (const spinner of spinners) spinner.kill('SIGKILL');
  }
}

/** QEMU 7.2 knows no mode without acknowledgements: they are sent along with the next packet. */
export async function linkTo(name: ServerName, wishes: Wishes = {}): Promise<Link> {
  const { child, socket, folder } = await launch(name, wishes);
  const bare = conversation(socket);
  await bare('qSupported:swbreak+;hwbreak+;vContSupported+;multiprocess+');
  socket.write(acknowledged);
  const quiet = (await bare('QStartNoAckMode')).includes('OK');
  socket.write(acknowledged);
  // gdbserver reads no memory for who has not asked how the program is.
  await bare('?');
  if (!quiet) socket.write(acknowledged);
  return {
    async ask(packet) {
      const answer = await bare(packet);
      if (!quiet) socket.write(acknowledged);
      return answer;
    },
    async end() {
      socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
