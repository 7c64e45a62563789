/** The door: a TCP port for one gdb at a time. */
import { createServer, type Server, type Socket } from 'node:net';
import { acknowledgement, printFrame } from '../../protocol/rsp/frame.ts';
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import type { Debugger } from '../debugger/debugger.ts';
import type { Log } from '../foundation/log.ts';
import { FreeRun } from './free-run.ts';
import { Session } from './session.ts';

export interface ListenOptions {
  readonly debugger: Debugger;
  /** A name or address of this host; loopback unless the user says otherwise. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly log: Log;
  /** The guest runs until gdb comes, and its first stop closes the door; otherwise it waits. */
  readonly running?: boolean;
}

/** An open door. */
export interface Listening {
  readonly kind: 'listening';
  readonly host: string;
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
  /** Settles when a client kills the machine, nobody can use it any more, or `close` is called. */
  readonly closed: Promise<'killed' | 'closed'>;
  close(): Promise<void>;
}

/** The user asked for a door that cannot be opened. */
export interface ListenRefusal {
  readonly kind: 'listen refusal';
  readonly code: string;
  /** One line: what and why. */
  readonly why: string;
}

const loopback = '127.0.0.1';
/**
 * How long a second client waits for the seat. A gdb that disconnects and dials again at once is
 * often heard before its own good-bye.
 */
const graceMilliseconds = 300;
const unsentBytesMax = 64 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'this host has no such address',
  ENOTFOUND: 'no such host',
};

/** Opens the door. A mistake of the user (port in use, bad host) comes back as a value. */
export function listen(options: ListenOptions): Promise<Listening | ListenRefusal> {
  const { host = loopback, port } = options;
  const server = createServer({ noDelay: true, keepAlive: true });
  const door = new Door(server, options);
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { code = 'unknown' } = error;
      const why = `cannot listen on ${host}:${port}: ${reasons[code] ?? error.message}`;
      resolve({ kind: 'listen refusal', code, why });
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      if (options.running === true) door.run();
      const chosen = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        kind: 'listening',
        host,
        port: chosen,
        closed: door.closed,
        close: () => door.close(),
      });
    });
  });
}

/** Lets one client in at a time and tells the others why they must wait. */
class Door {
  readonly closed: Promise<'killed' | 'closed'>;
  readonly #server: Server;
  readonly #options: ListenOptions;
  readonly #freeRun: FreeRun;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  #driver: Socket | undefined;
  #killed = false;

  constructor(server: Server, options: ListenOptions) {
    this.#server = server;
    this.#options = options;
    this.#freeRun = new FreeRun(options.debugger, () => {
      const hasEnded = options.debugger.lastStop?.kind === 'exited';
      if (options.running === true || hasEnded) void this.close();
    });
    this.closed = new Promise((resolve) => {
      server.once('close', () => resolve(this.#killed ? 'killed' : 'closed'));
    });
    server.on('connection', (socket) => this.#welcome(socket));
  }

  /** Lets the guest run while nobody is here. */
  run(): void {
    this.#freeRun.start();
  }

  async close(): Promise<void> {
    this.#freeRun.stop();
    this.#driver = undefined;
    for (const socket of this.#waiting.keys()) this.#stopWaiting(socket);
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.closed;
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#stopWaiting(socket);
    });
    if (this.#driver === undefined) this.#seat(socket);
    else
      this.#waiting.set(
        socket,
        setTimeout(() => this.#turnAway(socket), graceMilliseconds),
      );
  }

  #stopWaiting(socket: Socket): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.delete(socket);
  }

  /** The driver has left: whoever waits longest is next. */
  #vacate(): void {
    this.#driver = undefined;
    const [next] = this.#waiting.keys();
    if (next === undefined) return;
    this.#stopWaiting(next);
    this.#seat(next);
  }

  #seat(socket: Socket): void {
    this.#driver = socket;
    this.#freeRun.stop();
    const { debugger: driven, log } = this.#options;
    const session = new Session({
      debugger: driven,
      log,
      wire: {
        send: (bytes) => this.#send(socket, bytes),
        later: (work) => void setImmediate(work),
        end: (how) => {
          this.#driver = undefined;
          socket.end();
          if (how === 'killed') {
            this.#kill();
            return;
          }
          if (how === 'detached') this.#freeRun.start();
          this.#vacate();
        },
      },
    });
    socket.on('data', (chunk) => session.receive(chunk));
    socket.once('close', () => {
      if (this.#driver !== socket) return;
      session.drop();
      if (driven.lastStop?.kind === 'exited') {
        // gdb hangs up once it has been told; nobody could do anything with this machine.
        void this.close();
        return;
      }
      log.line('warn', 'gdb has gone without detaching: the machine stands still');
      this.#vacate();
    });
  }

  /** The answer to gdb's first packet, sent unasked: gdb 13 shows it as a warning. */
  #turnAway(socket: Socket): void {
    this.#stopWaiting(socket);
    this.#options.log.line('warn', 'a second gdb was turned away: one drives at a time');
    const reason = bytesOfText('E.another gdb drives this machine; one at a time');
    socket.write(acknowledgement);
    socket.end(printFrame(reason));
    socket.resume();
  }

  #send(socket: Socket, bytes: Uint8Array): void {
    if (socket.destroyed) return;
    socket.write(bytes);
    if (socket.writableLength > unsentBytesMax) {
      this.#options.log.line('warn', 'gdb does not read its replies: connection closed');
      socket.destroy();
    }
  }

  #kill(): void {
    this.#killed = true;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroySoon();
  }
}
