/** The client's end of a connection: packets asked of another gdb server, one at a time. */
import { connect, type Socket } from 'node:net';
import { acknowledgement, Framer, printFrame } from '../../protocol/rsp/frame.ts';
import { bytesOfText, textOfBytes } from '../../protocol/rsp/numbers.ts';
import type { Packet } from '../../protocol/rsp/packet.ts';

/** Where a gdb server listens. */
export type ServerAddress =
  { readonly host: string; readonly port: number } | { readonly path: string };

/** The connection is of no use any more, or the other side does not answer; `message` says why. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const bodyBytesMax = 0x4_0000;
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'no such host',
  ETIMEDOUT: 'no answer',
};

/** Dials a gdb server. Rejects with ConnectionLost. */
export function dial(address: ServerAddress): Promise<Client> {
  const socket = connect({ ...address, noDelay: true });
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ConnectionLost(reasons[error.code ?? ''] ?? error.message));
    });
    socket.once('connect', () => resolve(new Client(socket)));
  });
}

/** One question at a time: nothing is sent while an answer is due, which would stop a CPU. */
export class Client {
  readonly #socket: Socket;
  readonly #framer = new Framer(bodyBytesMax);
  readonly #replies: Uint8Array[] = [];
  #lost: ConnectionLost | undefined;
  #wake: () => void = () => undefined;
  #owesAcknowledgement = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#lose(error.message));
    socket.once('close', () => this.#lose('the other side has hung up'));
  }

  /**
   * The body of the reply to `request` of `packet`; console output is passed over. Rejects with
   * ConnectionLost if there is none within `milliseconds`.
   */
  async ask<Request>(
    packet: Packet<Request, never>,
    request: Request,
    milliseconds = 10_000,
  ): Promise<Uint8Array> {
    return this.askBody(joined(packet.prefix, packet.ask(request)), milliseconds);
  }

  /** The same for a packet that no table has. */
  async askBody(body: Uint8Array, milliseconds = 10_000): Promise<Uint8Array> {
    const frame = printFrame(body);
    // A server may stop its CPU at any byte it hears: what is owed travels with the next question.
    this.#socket.write(this.#owesAcknowledgement ? joined('+', frame) : frame);
    this.#owesAcknowledgement = false;
    const patience = setTimeout(() => {
      this.#lose(`no reply to '${textOfBytes(body)}' in ${milliseconds / 1000} seconds`);
    }, milliseconds);
    try {
      for (;;) {
        const reply = await this.#next();
        if (!isConsole(reply)) return reply;
      }
    } finally {
      clearTimeout(patience);
    }
  }

  hangUp(): void {
    if (this.#owesAcknowledgement) this.#socket.write(acknowledgement);
    this.#socket.end();
    this.#socket.unref();
  }

  async #next(): Promise<Uint8Array> {
    for (;;) {
      const reply = this.#replies.shift();
      if (reply !== undefined) return reply;
      if (this.#lost !== undefined) throw this.#lost;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #receive(chunk: Uint8Array): void {
    for (const event of this.#framer.feed(chunk)) {
      if (event.kind === 'packet') {
        this.#replies.push(event.body);
        this.#owesAcknowledgement = true;
      } else if (event.kind === 'corrupt' || event.kind === 'oversized') {
        this.#lose(`a packet of the other side is ${event.kind}`);
      }
    }
    this.#wake();
  }

  #lose(why: string): void {
    this.#lost ??= new ConnectionLost(why);
    this.#wake();
  }
}

const letterO = 'O'.charCodeAt(0);
/** `O` and hex digits; `OK` is a reply. */
const isConsole = (body: Uint8Array): boolean =>
  body[0] === letterO && body.length > 2 && body.length % 2 === 1;

function joined(prefix: string, body: string | Uint8Array): Uint8Array {
  const head = bytesOfText(prefix);
  const tail = typeof body === 'string' ? bytesOfText(body) : body;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
