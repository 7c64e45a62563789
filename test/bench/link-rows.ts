/** How fast the link is: a client without gdb's own costs, against the real program. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { root } from '../fixture.ts';
import type { BenchRow } from './row.ts';
import { median } from './row.ts';

const program = join(root, 'dist/src/cli/textpoke.js');

interface Link {
  readonly ask: (packet: string) => Promise<Buffer>;
  readonly end: () => Promise<void>;
}

/** Starts the program on a free port and waits until it says where. */
async function start(): Promise<{ child: ChildProcess; port: number; readyMs: number }> {
  const before = performance.now();
  const child = spawn(process.execPath, [program, 'gdb', '--json', '-gdb', 'tcp::0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const text = await new Promise<string>((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(said);
    });
  });
  const { port } = JSON.parse(text) as { port: number };
  return { child, port, readyMs: performance.now() - before };
}

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

async function connect(): Promise<Link> {
  const { child, port } = await start();
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const ask = conversation(socket);
  await ask('qSupported:swbreak+;hwbreak+');
  await ask('QStartNoAckMode');
  socket.write('+');
  return {
    ask,
    async end() {
      socket.destroy();
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function stepsPerSecond(): Promise<number> {
  const { ask, end } = await connect();
  const rates: number[] = [];
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    for (let step = 0; step < 4000; step++) await ask('vCont;s:1');
    rates.push(4000 / ((performance.now() - start) / 1000));
  }
  await end();
  return median(rates);
}

async function megabytesPerSecond(): Promise<number> {
  const { ask, end } = await connect();
  const bytes = 0xf000;
  const rates: number[] = [];
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    for (let read = 0; read < 400; read++) {
      const answer = await ask(`m100000,${bytes.toString(16)}`);
      if (answer.length < bytes * 2) throw new Error(`a short answer: ${answer.length} bytes`);
    }
    rates.push((400 * bytes) / 1e6 / ((performance.now() - start) / 1000));
  }
  await end();
  return median(rates);
}

/** Milliseconds from process start until gdb can attach. */
async function readyTime(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 7; run++) {
    const { child, readyMs } = await start();
    times.push(readyMs);
    child.kill();
    await once(child, 'exit');
  }
  return median(times);
}

// prettier-ignore
export const linkRows: readonly BenchRow[] = [
  { name: 'vCont;s round trips',              unit: '/s',   better: 'more', goal: 8000, measure: stepsPerSecond },
  { name: 'memory read by m packets',         unit: 'MB/s', better: 'more', goal: 60,   measure: megabytesPerSecond },
  { name: 'process start to ready for gdb',   unit: 'ms',   better: 'less', goal: 1500, measure: readyTime },
];
