/** All who have come to see one machine: one drives, some observe, and too many are turned away. */
import type { Socket } from 'node:net';
import { acknowledgement, printFrame } from '../../protocol/rsp/frame.ts';
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import type { Debugger } from '../debugger/debugger.ts';
import type { ViewBits } from '../debugger/register-view.ts';
import type { Log } from '../foundation/log.ts';
import { FreeRun } from './free-run.ts';
import { Session, type SessionEnd } from './session.ts';

export interface RoomOptions {
  readonly debugger: Debugger;
  readonly log: Log;
  /** The guest runs until gdb comes, and its first stop is the end; otherwise it waits. */
  readonly running?: boolean;
}

/** Clients beside the driver. */
export const observersMax = 16;
/**
 * How long a newcomer waits for the driver's seat before it observes. A gdb that disconnects and
 * dials again at once is often heard before its own good-bye.
 */
const graceMilliseconds = 300;
const unsentBytesMax = 64 * 1024 * 1024;

/** Who may find the driver's seat free if it waits a little. */
interface Newcomer {
  readonly patience: NodeJS.Timeout;
  readonly bits: ViewBits;
}

export class Room {
  /** Settles when a client kills the machine, nobody can use it any more, or `close` is called. */
  readonly closed: Promise<'killed' | 'closed'>;
  readonly #options: RoomOptions;
  readonly #freeRun: FreeRun;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<Socket, Session>();
  readonly #newcomers = new Map<Socket, Newcomer>();
  #isSpent = false;
  #settle: (how: 'killed' | 'closed') => void = () => undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => (this.#settle = resolve));
    this.#freeRun = new FreeRun(options.debugger, () => {
      this.#isSpent = options.running === true;
      this.#closeIfOver();
    });
  }

  /** The doors are open: the guest may run, if it was to run by itself. */
  open(): void {
    if (this.#options.running === true) this.#options.debugger.setFree();
    this.#runIfFree();
  }

  /** A client has come in by a door. */
  welcome(socket: Socket, bits: ViewBits): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#gone(socket));
    if (!this.#options.debugger.isDriven) this.#seat(socket, bits);
    else if (this.#sessions.size + this.#newcomers.size > observersMax) this.#turnAway(socket);
    else {
      const patience = setTimeout(() => this.#seat(socket, bits), graceMilliseconds);
      this.#newcomers.set(socket, { patience, bits });
    }
  }

  /** Sends everybody away. */
  close(): void {
    this.#leave('closed', (socket) => socket.destroy());
  }

  #leave(how: 'killed' | 'closed', part: (socket: Socket) => void): void {
    this.#freeRun.stop();
    for (const { patience } of this.#newcomers.values()) clearTimeout(patience);
    for (const socket of this.#sockets) part(socket);
    this.#settle(how);
  }

  #seat(socket: Socket, bits: ViewBits): void {
    this.#stopWaiting(socket);
    const { debugger: served, log } = this.#options;
    const seat = served.welcome(bits);
    if (!seat.drives) log.line('warn', 'a further gdb observes, since another one drives');
    const session = new Session({
      seat,
      log,
      wire: {
        send: (bytes) => this.#send(socket, bytes),
        later: (work) => void setImmediate(work),
        now: () => performance.now(),
        answered: () => this.#runIfFree(),
        end: (how) => this.#end(socket, how),
      },
    });
    this.#sessions.set(socket, session);
    socket.on('data', (chunk) => session.receive(chunk));
  }

  /** A session has come to its end in good order, or by the client's fault. */
  #end(socket: Socket, how: SessionEnd): void {
    socket.end();
    if (how === 'killed') {
      this.#leave('killed', (other) => other.destroySoon());
      return;
    }
    this.#sessions.delete(socket);
    this.#runIfFree();
    this.#seatNewcomer();
  }

  #gone(socket: Socket): void {
    this.#sockets.delete(socket);
    this.#stopWaiting(socket);
    const { debugger: served, log } = this.#options;
    const session = this.#sessions.get(socket);
    this.#sessions.delete(socket);
    const drove = session?.drives === true;
    session?.drop();
    if (drove && !served.isOver) {
      log.line('warn', 'gdb has gone without detaching: the machine stands still');
    }
    this.#seatNewcomer();
    this.#closeIfOver();
  }

  #runIfFree(): void {
    if (this.#options.debugger.isFree) this.#freeRun.start();
  }

  #stopWaiting(socket: Socket): void {
    clearTimeout(this.#newcomers.get(socket)?.patience);
    this.#newcomers.delete(socket);
  }

  /** The seat may be free: whoever has just come, and waits longest, drives. Observers stay so. */
  #seatNewcomer(): void {
    const [next] = this.#newcomers;
    if (next === undefined || this.#options.debugger.isDriven) return;
    const [socket, { bits }] = next;
    this.#seat(socket, bits);
  }

  /** gdb hangs up once it has been told of the end; nobody could do anything with this machine. */
  #closeIfOver(): void {
    const { debugger: served } = this.#options;
    if (this.#sessions.size + this.#newcomers.size > 0) return;
    if (served.isOver || (this.#isSpent && served.isFree)) this.close();
  }

  /** The answer to gdb's first packet, sent unasked: gdb 13 shows it as a warning. */
  #turnAway(socket: Socket): void {
    this.#options.log.line('warn', `one more gdb was turned away: ${observersMax} observe already`);
    const reason = bytesOfText(`E.${observersMax} gdbs observe this machine already`);
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
}
