import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.ts';
import type { Wishes } from '../../src/cli/command-line.ts';
import { flags } from '../../src/cli/flags.ts';
import { isCliRefusal } from '../../src/cli/refusals.ts';

const mebibyte = 2 ** 20;

function wishes(line: string): Wishes {
  const read = readCommandLine(line.split(' ').filter((word) => word !== ''));
  if (isCliRefusal(read)) throw new Error(read.refusal);
  if ('print' in read) throw new Error(`prints ${read.print}`);
  return read;
}

function refusal(...words: string[]): string {
  const read = readCommandLine(words);
  return isCliRefusal(read) ? `${read.code}: ${read.refusal}` : 'accepted';
}

describe('a command line', () => {
  it('is understood as QEMU understands it', () => {
    expect(
      wishes('-smp 2 -m 512M -kernel xen.gz -initrd dom0 -append noreboot -s -S'),
    ).toMatchObject({
      command: 'run',
      cpuCount: 2,
      ramBytes: 512 * mebibyte,
      kernel: 'xen.gz',
      modules: [{ path: 'dom0', commandLine: 'dom0' }],
      append: 'noreboot',
      doors: [{ place: { host: '127.0.0.1', port: 1234 } }],
      halted: true,
    });
  });

  it('means the same with two dashes', () => {
    const one = wishes('-smp 2 -kernel x -no-reboot -d rsp,int -gdb tcp::0');

    expect(wishes('--smp 2 --kernel=x --no-reboot -d rsp,int --gdb tcp::0')).toEqual(one);
    expect(one.doors).toEqual([{ place: { host: '127.0.0.1', port: 0 }, bits: 64 }]);
    expect([...one.channels]).toEqual(['rsp', 'int']);
  });

  it('without words runs the built-in image on 4 CPUs', () => {
    expect(wishes('')).toMatchObject({
      command: 'run',
      kernel: undefined,
      cpuCount: 4,
      ramBytes: 128 * mebibyte,
      doors: [],
      halted: false,
      quantum: 100,
      nsPerInstruction: 128,
      budget: undefined,
    });
  });

  it('that says gdb waits for gdb, where the user wants it', () => {
    expect(wishes('gdb')).toMatchObject({ doors: [{ place: { port: 1234 } }], halted: true });
    expect(wishes('gdb image.elf -gdb tcp:0.0.0.0:9')).toMatchObject({
      kernel: 'image.elf',
      doors: [{ place: { host: '0.0.0.0', port: 9 } }],
    });
  });

  it.each([
    ['unix:/tmp/x', { path: '/tmp/x' }],
    ['unix:/tmp/x,server,nowait', { path: '/tmp/x' }],
    ['unix:x.sock,server=on,wait=off', { path: 'x.sock' }],
    ['tcp:[::1]:5', { host: '::1', port: 5 }],
  ])('serves gdb at %s, as QEMU writes it', (given, place) => {
    expect(wishes(`-gdb ${given}`).doors).toEqual([{ place, bits: 64 }]);
  });

  it('opens a door for each flag that asks for one', () => {
    expect(wishes('-gdb tcp::7 --listen unix:x --gdb-32 tcp::8 --gdb-16 unix:y').doors).toEqual([
      { place: { host: '127.0.0.1', port: 7 }, bits: 64 },
      { place: { path: 'x' }, bits: 64 },
      { place: { host: '127.0.0.1', port: 8 }, bits: 32 },
      { place: { path: 'y' }, bits: 16 },
    ]);
  });

  it.each([
    ['64', 64],
    ['64M', 64],
    ['1G', 1024],
    ['3g', 3072],
    ['8192K', 8],
    ['size=64', 64],
  ])('-m %s means %i MiB', (given, mebibytes) => {
    expect(wishes(`-m ${given}`).ramBytes).toBe(mebibytes * mebibyte);
  });

  it('lists modules as QEMU does, each with its own words', () => {
    const read = readCommandLine(['-initrd', 'dom0 console=hvc0,odd,,name']);

    expect(read).toMatchObject({
      modules: [
        { path: 'dom0', commandLine: 'dom0 console=hvc0' },
        { path: 'odd,name', commandLine: 'odd,name' },
      ],
    });
  });

  it('starts a ROM instead of an image', () => {
    expect(wishes('-bios firmware.bin')).toMatchObject({ bios: 'firmware.bin', kernel: undefined });
  });

  it("takes exit statuses by its own rule or by QEMU's", () => {
    expect(wishes('').exitRule).toBe('textpoke');
    expect(wishes('--exit-status qemu').exitRule).toBe('qemu');
  });

  it('counts big numbers in powers of ten', () => {
    expect(wishes('--budget 2e6').budget).toBe(2_000_000);
  });

  it('asks for help or the version without needing anything else', () => {
    expect(readCommandLine(['-smp', '0', '--help'])).toEqual({ print: 'help' });
    expect(readCommandLine(['-version'])).toEqual({ print: 'version' });
  });
});

describe('a command line that cannot be', () => {
  it.each([
    [['-smp', '0'], /^2: -smp 0: .* 1 to 32/],
    [['-smp', '33'], /^2: -smp 33/],
    [['-smp', 'many'], /^2: -smp many/],
    [['-m', '4G'], /^2: -m 4G: .* 4 to 3072 MiB/],
    [['-m', '100K'], /^2: -m 100K/],
    [['-smpp', '4'], /^2: unknown flag -smpp\. Did you mean --smp\?/],
    [['--display', 'none'], /^2: unknown flag --display\. See textpoke --help/],
    [['-sS'], /^2: unknown flag -sS/],
    [['-bios', 'rom', 'image.elf'], /^2: -bios starts a ROM, which loads no 'image.elf'/],
    [['-bios', 'rom', '-append', 'x'], /^2: -bios starts a ROM/],
    [['diff', '-bios', 'rom', '--against', ':1'], /^2: diff begins at an image's entry/],
    [['--exit-status', 'bochs'], /^2: --exit-status bochs: expected textpoke or qemu/],
    [['-kernel'], /^2: --kernel needs a value/],
    [['-gdb', 'unix:'], /^2: --gdb unix:.*expected tcp:HOST:PORT or unix:PATH/],
    [['-gdb', 'unix:/tmp/x,wait'], /^2: --gdb unix:.*expected tcp:HOST:PORT/],
    [['--listen', '1234'], /^2: --listen 1234.*expected tcp:HOST:PORT/],
    [['-gdb', 'tcp::99999'], /^2: --gdb/],
    [['-d', 'exec'], /^2: -d exec: no such channel\. There are rsp, int/],
    [['-S'], /^2: -S .* add -s/],
    [['-cpu', 'host'], /^4: -cpu host: .*qemu64, nehalem, max/],
    [['--quantum', '0'], /^2: --quantum 0: .* at least 1/],
    [['--budget', '1.5'], /^2: --budget 1\.5/],
    [['run', 'one', 'two'], /^2: 'two' is one word too many/],
    [['run', 'one', '-kernel', 'two'], /^2: two images/],
  ])('%j is refused in one line', (words, why) => {
    expect(refusal(...words)).toMatch(why);
    expect(refusal(...words)).not.toContain('\n');
  });

  it('is refused, never a crash, whatever its words', () => {
    const word = fc.oneof(
      fc.constantFrom(...flags.map(({ name }) => `-${name}`), 'run', 'gdb', '--', '-', '4', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const read = readCommandLine(words);
        if (isCliRefusal(read)) expect(read.refusal.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('what diff is told', () => {
  it('is whom to compare with, where to begin and what to leave out', () => {
    expect(wishes('diff x --against tcp::99 --skip-to 0x10f0 --ignore-flags')).toMatchObject({
      command: 'diff',
      kernel: 'x',
      cpuCount: 1,
      against: { host: '127.0.0.1', port: 99, written: 'tcp::99' },
      skipTo: 0x10f0n,
      ignoreFlags: true,
      doors: [],
    });
    expect(wishes('diff --against unix:/run/gdb').against).toEqual({
      path: '/run/gdb',
      written: 'unix:/run/gdb',
    });
  });

  it.each([
    [['diff'], /name it by --against HOST:PORT/],
    [['diff', '--against', 'here'], /expected HOST:PORT/],
    [['diff', '--against', 'here:0'], /expected HOST:PORT/],
    [['diff', '--against', ':1', '-s'], /takes no -s or -gdb/],
    [['diff', '--against', ':1', '--skip-to', 'main'], /expected an address/],
    [['run', '--against', ':1'], /--against says something to diff only/],
    [['gdb', '--ignore-flags'], /--ignore-flags says something to diff only/],
  ])('cannot be %j', (words, why) => {
    expect(refusal(...words)).toMatch(why);
  });
});

describe('--checkpoint-memory', () => {
  it('is 256 MiB, or what is said', () => {
    expect(wishes('gdb').checkpointBytes).toBe(256 * mebibyte);
    expect(wishes('gdb --checkpoint-memory 1G').checkpointBytes).toBe(1024 * mebibyte);
  });

  it('is not less than a few checkpoints need', () => {
    expect(refusal('gdb', '--checkpoint-memory', '1M')).toContain('at least 16 MiB');
  });
});
