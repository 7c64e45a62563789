/** A gdb at whose prompt a test types, for what comes unasked: stops while the prompt is there. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

// prettier-ignore
const settings = [
  'pagination off', 'style enabled off', 'confirm off', 'width 0', 'height 0', 'remotetimeout 60',
];

export class LiveGdb {
  readonly #gdb: ChildProcessByStdio<Writable, Readable, null>;
  /** What has been printed and not been waited for. */
  #heard = '';
  #wake: () => void = () => undefined;

  constructor(root: string, ...words: readonly string[]) {
    const options = settings.flatMap((setting) => ['-iex', `set ${setting}`]);
    const command = ['gdb', '-nx', '-q', ...options, ...words].map((word) => `'${word}'`);
    this.#gdb = spawn('sh', ['-c', `exec ${command.join(' ')} 2>&1`], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#gdb.stdout.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString();
      this.#wake();
    });
    this.#gdb.stdout.once('close', () => this.#wake());
  }

  /** Types a command, and waits until what is printed from then on has all of `expected`. */
  async type(command: string, ...expected: readonly RegExp[]): Promise<string> {
    this.#gdb.stdin.write(`${command}\n`);
    return this.hears(...expected);
  }

  /** What has been printed until all of `expected` is there, in any order. */
  async hears(...expected: readonly RegExp[]): Promise<string> {
    while (!expected.every((wanted) => wanted.test(this.#heard))) {
      if (this.#gdb.stdout.closed) throw new Error(`gdb has gone, having said:\n${this.#heard}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  async quit(): Promise<void> {
    if (this.#gdb.exitCode !== null) return;
    this.#gdb.stdin.end('quit\n');
    await once(this.#gdb, 'close');
  }
}
