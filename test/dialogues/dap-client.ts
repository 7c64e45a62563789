/** VS Code's half of the Debug Adapter Protocol: requests, and events that are waited for. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

interface Message {
  readonly type: 'request' | 'response' | 'event';
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly event?: string;
  readonly body?: unknown;
}

export class DapClient {
  readonly #adapter: ChildProcessByStdio<Writable, Readable, null>;
  readonly #responses = new Map<number, Message>();
  readonly #events: Message[] = [];
  #unread = Buffer.alloc(0);
  #sent = 0;
  #waiting: (() => void)[] = [];

  /** Starts an adapter, a script for Node that talks on stdin and stdout. */
  constructor(adapter: string, cwd: string) {
    this.#adapter = spawn(process.execPath, [adapter], {
      cwd,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#adapter.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#adapter.stdout.once('close', () => this.#wake());
  }

  /** The body of the response. Rejects with what the adapter says if the request fails. */
  async request<Body = unknown>(command: string, args: object = {}): Promise<Body> {
    this.#sent += 1;
    const seq = this.#sent;
    this.#write({ seq, type: 'request', command, arguments: args });
    const response = await this.#until(`response to ${command}`, () => this.#responses.get(seq));
    if (response.success !== true) throw new Error(`${command}: ${response.message ?? 'failed'}`);
    return response.body as Body;
  }

  /** The body of the next event of this name, of those that nobody has waited for. */
  async event<Body = unknown>(name: string): Promise<Body> {
    const isWanted = ({ event }: Message): boolean => event === name;
    await this.#until(`event ${name}`, () => this.#events.find(isWanted));
    const [found] = this.#events.splice(this.#events.findIndex(isWanted), 1);
    return found?.body as Body;
  }

  /** What the adapter and gdb have printed so far. */
  get printed(): string {
    return this.#events
      .filter(({ event }) => event === 'output')
      .map(({ body }) => (body as { readonly output: string }).output)
      .join('');
  }

  async quit(): Promise<void> {
    if (this.#adapter.exitCode !== null) return;
    this.#adapter.kill();
    await once(this.#adapter, 'close');
  }

  async #until<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#adapter.stdout.closed) {
        throw new Error(`the adapter has gone, no ${what}; it said:\n${this.printed}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #write(message: object): void {
    const body = Buffer.from(JSON.stringify(message));
    this.#adapter.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#adapter.stdin.write(body);
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const start = this.#unread.indexOf('\r\n\r\n') + 4;
      const [, digits = ''] = /Content-Length: (\d+)/.exec(this.#unread.toString('latin1')) ?? [];
      const end = start + Number(digits);
      if (start < 4 || this.#unread.length < end) break;
      this.#take(JSON.parse(this.#unread.toString('utf8', start, end)) as Message);
      this.#unread = this.#unread.subarray(end);
    }
    this.#wake();
  }

  #take(message: Message): void {
    if (message.type === 'event') this.#events.push(message);
    else if (message.request_seq !== undefined) this.#responses.set(message.request_seq, message);
  }
}
