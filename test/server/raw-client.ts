/** A gdb without manners: packets and bytes over a real socket, cut where a test wants them cut. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';

/** What gdb 13 announces that matters here. */
export const greeting = 'qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+';

export class RawClient {
  readonly #socket: Socket;
  #heard = '';
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#wake());
  }

  static async dial(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Dials, announces gdb's features and does without acknowledgements. */
  static async introduced(port: number): Promise<RawClient> {
    const client = await RawClient.dial(port);
    await client.ask(greeting);
    await client.ask('QStartNoAckMode');
    return client;
  }

  send(bytes: Uint8Array | string): void {
    this.#socket.write(typeof bytes === 'string' ? toBytes(bytes) : bytes);
  }

  /** The reply to a packet that is sent in pieces, cut before the bytes at `cuts`. */
  async ask(body: string, ...cuts: readonly number[]): Promise<string> {
    const frame = printFrame(toBytes(body));
    let from = 0;
    for (const cut of [...cuts, frame.length]) {
      this.send(frame.subarray(from, cut));
      from = cut;
      await turn();
    }
    return this.reply();
  }

  /** The next packet that is no console output, without its frame. */
  async reply(): Promise<string> {
    for (;;) {
      const frame = /^[^$]*\$([^#]*)#[0-9a-f]{2}/.exec(this.#heard);
      if (frame === null) {
        if (this.#socket.closed) throw new Error('the server has hung up');
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      this.#heard = this.#heard.slice(frame[0].length);
      const body = frame[1] ?? '';
      if (!/^O[0-9a-f]+$/.test(body)) return body;
    }
  }

  /** Waits until the server has hung up. */
  async hungUpOn(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  /** Hangs up without a word, and waits until the operating system has said so. */
  async vanish(): Promise<void> {
    if (this.#socket.closed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }
}

/** Lets everybody in this process look at their sockets once. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
