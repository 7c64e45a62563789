import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { chooseImage, servedFile } from '../../src/cli/image.ts';
import { main } from '../../src/cli/main.ts';
import { isCliRefusal } from '../../src/cli/refusals.ts';
import type { MachineOptions } from '../../src/machine/create.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { elfImage } from '../machine/boot/images.ts';

const folder = mkdtempSync(join(tmpdir(), 'textpoke-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const image = file('image.elf', elfImage({ width: 64 }));
const resolved = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts the program on a machine that stops as `planned`, after saying `says`. */
function start(words: readonly string[], planned: readonly StopReason[] = [], says = '') {
  const shown: Uint8Array[] = [];
  const lines: string[] = [];
  const made: MachineOptions[] = [];
  const interrupt = new AbortController();
  const ending = main(words, {
    createMachine(options) {
      made.push(options);
      for (const byte of new TextEncoder().encode(says)) options.console(byte);
      const machine = new StillMachine(options.cpuCount);
      machine.planned.push(...planned);
      return machine;
    },
    stdout: (bytes) => shown.push(bytes),
    stderr: (line) => lines.push(line),
    interrupted: interrupt.signal,
    version: '1.2.3',
  });
  return { ending, lines, made, interrupt, stdout: () => Buffer.concat(shown).toString('latin1') };
}

describe('run', () => {
  it.each<[StopReason, number, RegExp]>([
    [{ kind: 'exited', cpu: 0, status: 0 }, 0, /CPU 0 ended the machine with status 0/],
    [{ kind: 'exited', cpu: 1, status: 3 }, 1, /CPU 1 ended the machine with status 3/],
    [{ kind: 'idle', cpu: 0 }, 1, /halted for good/],
    [{ kind: 'shutdown', cpu: 2, why: 'no IDT' }, 5, /CPU 2 shut down: no IDT/],
  ])('that ends by %j has its exit status and says so', async (reason, code, words) => {
    const { ending, lines } = start(['run', image], [reason]);

    expect(await ending).toBe(code);
    expect(lines.join('\n')).toMatch(words);
  });

  it('shows the console, byte by byte, and nothing else on stdout', async () => {
    const end: StopReason = { kind: 'exited', cpu: 0, status: 0 };
    const { ending, stdout, lines } = start(['-kernel', image, '--quiet'], [end], 'Xen \u00e9\n');
    await ending;

    expect(Buffer.from(stdout(), 'latin1').toString('utf8')).toBe('Xen \u00e9\n');
    expect(lines).toEqual([]);
  });

  it('reports in one line of JSON when asked to, console included', async () => {
    const end: StopReason = { kind: 'exited', cpu: 1, status: 4 };
    const { ending, stdout } = start(['run', image, '--json'], [end], 'hello\n');
    await ending;

    expect(stdout()).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout())).toEqual({
      kind: 'exited',
      cpu: 1,
      status: 4,
      exitCode: 1,
      moment: 0,
      cpus: 4,
      console: 'hello\n',
      consoleBytesDropped: 0,
    });
  });

  it('stops when its budget is spent, to the step', async () => {
    const { ending, lines } = start(['run', image, '--budget', '1234']);

    expect(await ending).toBe(124);
    expect(lines.join()).toMatch(/--budget.*at step 1234$/);
  });

  it('stops soon after Ctrl-C', async () => {
    const { ending, interrupt } = start(['run', image]);
    await resolved();
    interrupt.abort();

    expect(await ending).toBe(130);
  });

  it('hands the machine what the user wished, and the image without its folder', async () => {
    const end: StopReason = { kind: 'exited', cpu: 0, status: 0 };
    const words = ['run', image, '-append', 'quiet', '-smp', '3', '--quantum', '7', '--seed', '5'];
    const { ending, made } = start(words, [end]);
    await ending;

    expect(made[0]).toMatchObject({ cpuCount: 3, quantum: 7, seed: 5, nsPerInstruction: 128 });
    const texts = made[0]?.plan.writes.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    expect(texts?.some((text) => text.startsWith('image.elf quiet\0'))).toBe(true);
  });

  it('boots a gzip image as well', async () => {
    const packed = file('image.gz', gzipSync(elfImage({ width: 32 })));
    const { ending, made } = start(['run', packed], [{ kind: 'exited', cpu: 0, status: 0 }]);

    expect(await ending).toBe(0);
    expect(made[0]?.plan).toMatchObject({ entry: 0x100020 });
  });
});

describe('a guest that ends the machine', () => {
  it.each([
    [0, undefined, [], 0],
    [5, undefined, [], 1],
    [0, undefined, ['--exit-status', 'qemu'], 1],
    [0x10, undefined, ['--exit-status', 'qemu'], 0x21],
    [0, 'reset the machine', ['--exit-status', 'qemu'], 0],
  ])('with status %i gives textpoke one by the rule', async (status, how, words, expected) => {
    const stop = { kind: 'exited', cpu: 0, status, ...(how === undefined ? {} : { how }) } as const;
    const { ending } = start(['run', image, ...words], [stop]);

    expect(await ending).toBe(expected);
  });
});

describe('an image that cannot be used', () => {
  const truncated = gzipSync(elfImage({ width: 32 })).subarray(0, 40);

  it.each([
    ['missing', join(folder, 'none'), /cannot read '.*none': no such file/],
    ['a folder', folder, /cannot read '.*': it is a folder/],
    ['no image', file('text', new TextEncoder().encode('hello')), /cannot boot '.*text': not ELF/],
    ['a broken gzip', file('broken.gz', truncated), /cannot decompress '.*broken.gz'/],
  ])('because it is %s ends with status 3 and one line', async (_, path, why) => {
    const { ending, lines, made } = start(['run', path]);

    expect(await ending).toBe(3);
    expect(lines).toEqual([expect.stringMatching(why)]);
    expect(made).toEqual([]);
  });

  it('may also be a module', async () => {
    const { ending, lines } = start(['run', image, '-initrd', join(folder, 'dom0')]);

    expect(await ending).toBe(3);
    expect(lines.join()).toMatch(/cannot read '.*dom0'/);
  });
});

describe('gdb', () => {
  it('says what to type, serves until the client kills the machine', async () => {
    const { ending, lines } = start(['gdb', image, '-gdb', 'tcp::0']);
    while (lines.length < 2) await resolved();
    const typed = /gdb -ex 'target remote 127\.0\.0\.1:([0-9]+)' (.*)/.exec(lines.join('\n'));
    expect(typed?.[2]).toBe(image);

    const socket = connect(Number(typed?.[1]), '127.0.0.1');
    socket.write('$k#6b');

    expect(await ending).toBe(0);
    socket.destroy();
  });

  it('ends by Ctrl-C', async () => {
    const { ending, lines, interrupt } = start(['gdb', image, '-gdb', 'tcp::0']);
    while (lines.length < 2) await resolved();
    interrupt.abort();

    expect(await ending).toBe(130);
  });

  it('refuses a port that is taken, in one line', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { ending, lines } = start(['gdb', image, '-gdb', `tcp::${port}`]);

    expect(await ending).toBe(2);
    expect(lines).toEqual([expect.stringMatching(/port is in use.*-gdb tcp::PORT/)]);
    other.close();
  });

  it('offers no symbol file that gdb could not read', async () => {
    const packed = file('packed.gz', gzipSync(elfImage({ width: 32 })));
    const { ending, lines, interrupt } = start(['gdb', packed, '-gdb', 'tcp::0']);
    while (lines.length < 2) await resolved();
    interrupt.abort();
    await ending;

    expect(lines[1]).toMatch(/gdb -ex 'target remote 127\.0\.0\.1:[0-9]+'$/);
  });
});

describe('run with -s', () => {
  it('warns where other hosts can reach it, even when quiet', async () => {
    const words = ['gdb', image, '-gdb', 'tcp:0.0.0.0:0', '--quiet'];
    const { ending, lines, interrupt } = start(words);
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    interrupt.abort();
    await ending;

    expect(lines).toEqual([
      expect.stringMatching(/^textpoke: warning: other hosts can reach 0\.0\.0\.0:[0-9]+\. .*owns/),
    ]);
  });

  it('runs before gdb comes, and ends when the guest does', async () => {
    const end: StopReason = { kind: 'exited', cpu: 0, status: 9 };
    const { ending, lines } = start(['run', image, '-gdb', 'tcp::0'], [end]);

    expect(await ending).toBe(1);
    expect(lines[0]).toMatch(/running, open to gdb/);
  });
});

it('help and version go to stdout', async () => {
  const help = start(['--help']);
  const version = start(['--version']);

  expect([await help.ending, await version.ending]).toEqual([0, 0]);
  expect(help.stdout()).toMatch(/^textpoke: /);
  expect(version.stdout()).toBe('textpoke 1.2.3\n');
});

describe('--symbols', () => {
  it.each([
    ['a file that is no ELF', file('words', new TextEncoder().encode('hello')), /: e_ident/],
    ['an ELF without symbols', file('bare.elf', elfImage({ width: 64 })), /no symbols are in it/],
    ['a file that is not there', join(folder, 'none'), /cannot read '.*none': no such file/],
  ])('of %s is refused', async (_, path, why) => {
    const { ending, lines, made } = start(['run', image, '--symbols', path]);

    expect(await ending).toBe(3);
    expect(lines.join()).toMatch(why);
    expect(made).toEqual([]);
  });
});

describe('the file that gdb may fetch', () => {
  const servedFor = (width: 32 | 64) => {
    const path = file(`served${width}.elf`, elfImage({ width }));
    const wishes = readCommandLine(['gdb', path]);
    if (!('command' in wishes)) throw new Error('no wishes');
    const chosen = chooseImage(wishes);
    if (isCliRefusal(chosen)) throw new Error(chosen.refusal);
    return servedFile(chosen);
  };

  it("is the 64-bit image, by a name without the host's folders", () => {
    expect(servedFor(64)?.name).toBe('/served64.elf');
  });

  it('is marked if it is 32-bit, which would make gdb see a 32-bit machine', () => {
    expect([servedFor(32)?.bits, servedFor(64)?.bits]).toEqual([32, undefined]);
  });
});
