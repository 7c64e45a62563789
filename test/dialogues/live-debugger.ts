/** A gdb or lldb at whose prompt a test types, for what comes unasked: stops while the prompt is there. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export class LiveDebugger {
  readonly #name: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  /** What has been printed and not been waited for. */
  #heard = '';
  #wake: () => void = () => undefined;

  constructor(root: string, name: string, ...words: readonly string[]) {
    this.#name = name;
    const command = [name, ...words].map((word) => `'${word}'`);
    this.#child = spawn('sh', ['-c', `exec ${command.join(' ')} 2>&1`], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString();
      this.#wake();
    });
    this.#child.stdout.once('close', () => this.#wake());
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Types a command, and waits until what is printed from then on has all of `expected`. */
  async type(command: string, ...expected: readonly RegExp[]): Promise<string> {
    this.#child.stdin.write(`${command}\n`);
    return this.hears(...expected);
  }

  /** What has been printed until all of `expected` is there, in any order. */
  async hears(...expected: readonly RegExp[]): Promise<string> {
    while (!expected.every((wanted) => wanted.test(this.#heard))) {
      if (this.#child.stdout.closed)
        throw new Error(`${this.#name} has gone, having said:\n${this.#heard}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  async quit(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end('quit\n');
    await once(this.#child, 'close');
  }
}
