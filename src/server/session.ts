/** One gdb: bytes in, bytes out; runs the machine in slices so that everybody is always heard. */
import {
  acknowledgement,
  Framer,
  negativeAcknowledgement,
  printFrame,
  printNotification,
  type FrameEvent,
} from '../../protocol/rsp/frame.ts';
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import { errno, printRefusal, refusal } from '../../protocol/rsp/refusal.ts';
import type { Outcome, Seat } from '../debugger/seat.ts';
import { bodyBytesMax } from '../debugger/target.ts';
import type { Log } from '../foundation/log.ts';
import { packetLine } from './packet-log.ts';

/** Steps between two looks at the connection: some milliseconds. */
export const sliceSteps = 200_000;
/** Packets a client may send ahead while the machine runs. */
const waitingPacketsMax = 64;
/**
 * gdb says `-` each time its `remotetimeout` has passed without a reply, also where nothing is
 * acknowledged, and gives the request up when it has said so this often.
 */
const complaintsMax = 3;
/** An answer that took longer may have been given up meanwhile: what gdb has sent is read first. */
const promptMilliseconds = 200;

export type SessionEnd =
  /** The client has said good-bye. */
  | 'left'
  /** It has ended the machine for everybody: the server ends. */
  | 'killed'
  /** It broke the rules beyond repair; if it drove, the machine stands still. */
  | 'broken';

/** What a session needs of the outside. */
export interface SessionWire {
  send(bytes: Uint8Array): void;
  /** Calls `work` after pending input of all clients has been looked at. */
  later(work: () => void): void;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** A request has been answered: the guest may be free now. */
  answered(): void;
  /** The session is over; the last reply has been sent. */
  end(how: SessionEnd): void;
}

/** The dialogue with one client, from its first byte until it leaves. */
export class Session {
  readonly #seat: Seat;
  readonly #wire: SessionWire;
  readonly #log: Log;
  readonly #framer = new Framer(bodyBytesMax);
  readonly #waiting: Uint8Array[] = [];
  #outgoing: Uint8Array[] = [];
  #lastFrame: Uint8Array | undefined;
  /** Frames that the client has not acknowledged yet. */
  #unacknowledged = 0;
  /** The last request, and the frames of its reply that have not been sent. */
  #unsent: { readonly request: Uint8Array; readonly reply: Uint8Array[] } | undefined;
  #complaints = 0;
  #isHeld = false;
  #running = false;
  #isScheduled = false;
  #over = false;

  constructor(options: { readonly seat: Seat; readonly wire: SessionWire; readonly log: Log }) {
    this.#seat = options.seat;
    this.#wire = options.wire;
    this.#log = options.log;
  }

  get drives(): boolean {
    return this.#seat.drives;
  }

  /** Takes what the network brought, however it was cut. */
  receive(chunk: Uint8Array): void {
    for (const event of this.#framer.feed(chunk)) {
      if (this.#over) return;
      this.#handle(event);
    }
    if (this.#isHeld) this.#flushLater();
    else this.#flush();
  }

  /** The client has gone without a word: what it let run stops where it is and keeps its state. */
  drop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#seat.leave();
  }

  #handle(event: FrameEvent): void {
    switch (event.kind) {
      case 'packet':
        this.#unacknowledged = this.#complaints = 0;
        this.#acknowledge(acknowledgement);
        this.#log.line('rsp', () => packetLine('Sending packet', event.body));
        if (this.#seat.waits(event.body)) this.#wait(event.body);
        else this.#ask(event.body);
        break;
      case 'interrupt':
        if (this.#running) this.#take(this.#seat.interrupt());
        break;
      case 'acknowledged':
        this.#unacknowledged = Math.max(0, this.#unacknowledged - 1);
        break;
      case 'resend':
        this.#complain();
        break;
      case 'corrupt':
        this.#acknowledge(negativeAcknowledgement);
        this.#log.line('rsp', 'a packet with a wrong checksum');
        break;
      case 'oversized': {
        const why = `a packet of ${event.bytes} bytes, more than ${bodyBytesMax}`;
        this.#acknowledge(acknowledgement);
        this.#log.line('warn', why);
        if (!this.#running)
          this.#say([bytesOfText(printRefusal(refusal(errno.invalid, why), 'number'))]);
        break;
      }
      case 'garbage':
        this.#log.line('rsp', `${event.bytes} bytes outside packets`);
        break;
    }
  }

  /**
   * The client misses a reply, or could not read it. A reply that it has had already must not come
   * twice, and one that it waits for no more not at all: it would be taken for the next one.
   */
  #complain(): void {
    if (this.#seat.acknowledges) {
      if (this.#unacknowledged > 0 && this.#lastFrame) this.#outgoing.push(this.#lastFrame);
      return;
    }
    this.#complaints += 1;
    if (this.#complaints !== complaintsMax || this.#unsent === undefined) return;
    const { request, reply } = this.#unsent;
    if (this.#seat.isAwaitedForEver(request)) return;
    this.#outgoing = this.#outgoing.filter((frame) => !reply.includes(frame));
    this.#log.line('warn', 'gdb has given up waiting for a reply, which is kept back');
  }

  #ask(body: Uint8Array): void {
    this.#unsent = { request: body, reply: [] };
    const asked = this.#wire.now();
    const outcome = this.#seat.ask(body);
    this.#isHeld ||= this.#wire.now() - asked > promptMilliseconds;
    const { farewell } = this.#seat;
    if (farewell === 'none') {
      this.#take(outcome);
      this.#wire.answered();
      return;
    }
    this.#say(outcome.bodies);
    this.#end(farewell === 'kills' ? 'killed' : 'left');
  }

  /** One stop reply for each resume: it comes out of here, and out of nowhere else. */
  #take({ bodies, notification, running }: Outcome): void {
    const began = running && !this.#running;
    this.#running = running;
    this.#say(bodies);
    if (notification !== undefined) this.#tell(notification);
    if (began) this.#slice();
    while (!this.#over) {
      const [next] = this.#waiting;
      if (next === undefined || this.#seat.waits(next)) break;
      this.#waiting.shift();
      this.#ask(next);
    }
  }

  #slice(): void {
    if (!this.#running || this.#over) return;
    this.#take(this.#seat.advance(sliceSteps));
    this.#flush();
    this.#sliceLater();
  }

  /** There is one chain of slices, however often gdb stops and resumes. */
  #sliceLater(): void {
    if (this.#isScheduled || !this.#running) return;
    this.#isScheduled = true;
    this.#wire.later(() => {
      this.#isScheduled = false;
      this.#slice();
    });
  }

  #wait(body: Uint8Array): void {
    if (this.#waiting.length < waitingPacketsMax) {
      this.#waiting.push(body);
      return;
    }
    this.#log.line('warn', `more than ${waitingPacketsMax} packets sent while the machine ran`);
    this.#end('broken');
  }

  #end(how: SessionEnd): void {
    this.#flush();
    this.#over = true;
    this.#seat.leave();
    this.#wire.end(how);
  }

  #acknowledge(sign: Uint8Array): void {
    if (this.#seat.acknowledges) this.#outgoing.push(sign);
  }

  #say(bodies: readonly Uint8Array[]): void {
    for (const body of bodies) {
      this.#log.line('rsp', () => packetLine('Packet received', body));
      this.#lastFrame = printFrame(body);
      this.#outgoing.push(this.#lastFrame);
      this.#unsent?.reply.push(this.#lastFrame);
      this.#unacknowledged += 1;
    }
  }

  #tell(body: Uint8Array): void {
    this.#log.line('rsp', () => packetLine('Notification', body));
    this.#outgoing.push(printNotification(body));
  }

  /** What came in while an answer was worked out is only seen in the next but one turn. */
  #flushLater(): void {
    this.#wire.later(() => this.#wire.later(() => this.#flush()));
  }

  #flush(): void {
    this.#isHeld = false;
    this.#unsent = undefined;
    const [first, ...others] = this.#outgoing;
    if (first === undefined) return;
    this.#outgoing = [];
    this.#wire.send(others.length === 0 ? first : joined([first, ...others]));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
