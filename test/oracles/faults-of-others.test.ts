/** Faults that were found in another stub: each is put to it and to ours, by the bare protocol. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, root } from '../fixture.ts';
import { launch, linkTo, type Link, type ServerName } from '../bench/link.ts';
import { readSymbols } from '../bench/symbols.ts';

const symbols = readSymbols(fixture('tiny-hypervisor/tiny-hypervisor.elf'));
const symbol = (name: string): string => (symbols.get(name) ?? 0n).toString(16);

/** The server's answer to each packet, as text between `$` and `#`. */
async function conversation(
  name: ServerName,
  talk: (ask: (packet: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const link: Link = await linkTo(name);
  const text = async (packet: string): Promise<string> =>
    /\$([^#]*)#/.exec((await link.ask(packet)).toString('latin1'))?.[1] ?? '';
  try {
    await talk(text);
  } finally {
    await link.end();
  }
}

const ours = (talk: Parameters<typeof conversation>[1]) => conversation('textpoke', talk);
const qemus = (talk: Parameters<typeof conversation>[1]) => conversation('qemu', talk);

/** Register `number` of the `g` image, 8 bytes from byte `at` on. */
const wordAt = (image: string, at: number): bigint =>
  BigInt(`0x${(image.slice(at * 2, at * 2 + 16).match(/../g) ?? []).reverse().join('')}`);
const rip = (image: string): bigint => wordAt(image, 16 * 8);

describe('a breakpoint', () => {
  async function stopAt(ask: (packet: string) => Promise<string>): Promise<string> {
    await ask(`Z0,${symbol('nmi_apply_alternatives')},1`);
    return ask('vCont;c');
  }

  it('is named in the stop, or gdb takes rip back to the one before', async () => {
    await ours(async (ask) => expect(await stopAt(ask)).toContain('swbreak:'));
    await qemus(async (ask) => expect(await stopAt(ask)).not.toContain('swbreak:'));
  });
});

describe('an NMI that the guest sends itself while it is stepped', () => {
  /** Whether its handler was entered within the steps that are enough without a debugger. */
  async function isDelivered(ask: (packet: string) => Promise<string>): Promise<boolean> {
    await ask(`Z1,${symbol('self_nmi')},1`);
    await ask('vCont;c');
    await ask(`z1,${symbol('self_nmi')},1`);
    const handler = symbols.get('entry_NMI') ?? 0n;
    for (let step = 0; step < 80; step += 1) {
      await ask('vCont;s:1');
      const at = rip(await ask('g'));
      if (at >= handler && at < handler + 64n) return true;
    }
    return false;
  }

  it('is delivered', async () => {
    await ours(async (ask) => expect(await isDelivered(ask)).toBe(true));
    await qemus(async (ask) => expect(await isDelivered(ask)).toBe(false));
  });
});

describe('a watchpoint on text that is written through the directmap', () => {
  async function stopOf(ask: (packet: string) => Promise<string>): Promise<string> {
    await ask(`Z1,${symbol('nmi_apply_alternatives')},1`);
    await ask('vCont;c');
    await ask(`Z2,${((symbols.get('site_cross_page') ?? 0n) + 3n).toString(16)},1`);
    await ask(`Z1,${symbol('smp_boot_cpus')},1`);
    await ask(`z1,${symbol('nmi_apply_alternatives')},1`);
    return ask('vCont;c');
  }

  it('is hit', async () => {
    await ours(async (ask) => expect(await stopOf(ask)).toContain('watch:'));
    await qemus(async (ask) => expect(await stopOf(ask)).not.toContain('watch:'));
  });
});

describe('writing back the registers as they were read', () => {
  it('changes nothing, outside of long mode', async () => {
    await ours(async (ask) => {
      const before = await ask('g');
      await ask(`G${before}`);
      expect(await ask('g')).toBe(before);
    });
    await qemus(async (ask) => {
      const before = await ask('g');
      await ask(`G${before}`);
      expect(await ask('g')).not.toBe(before);
    });
  });
});

describe('a step back at the beginning', () => {
  it('says that it is the beginning, and the server lives on', async () => {
    await ours(async (ask) => {
      expect(await ask('bs')).toContain('replaylog:begin;');
      expect(await ask('?')).toMatch(/^T05/);
    });
    const { child, socket } = await launch('qemu');
    socket.on('error', () => undefined);
    socket.write('+$bs#d5');
    const [, signal] = (await once(child, 'exit')) as [unknown, string];
    expect(signal).toBe('SIGABRT');
  });
});

describe('a second client', () => {
  it('is answered', async () => {
    const { child, port, socket } = await launch('textpoke');
    const second = createConnection({ port, host: '127.0.0.1' });
    second.write('$?#3f');
    const [answer] = (await once(second, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toContain('$T05');
    second.destroy();
    socket.destroy();
    child.kill('SIGKILL');
  });

  it('of QEMU has heard nothing when the first one has had many answers', async () => {
    const { child, port, socket } = await launch('qemu');
    const second = createConnection({ port, host: '127.0.0.1' });
    let heard = false;
    second.on('data', () => (heard = true));
    await once(second, 'connect');
    second.write('$?#3f');
    for (let count = 0; count < 200; count += 1) {
      socket.write('+$?#3f');
      await once(socket, 'data');
    }
    expect(heard).toBe(false);
    second.destroy();
    socket.destroy();
    child.kill('SIGKILL');
  });
});

describe('gdb with a 32-bit image', () => {
  /** As Xen's multiboot image is one. */
  function narrowImage(folder: string): string {
    const [wide, narrow] = [join(root, 'fixtures/guests/rings-32.elf'), join(folder, 'narrow.elf')];
    spawnSync('objcopy', ['-O', 'elf32-i386', wide, narrow]);
    return narrow;
  }

  async function attach(name: ServerName): Promise<string> {
    const { child, port, socket, folder } = await launch(name);
    socket.destroy();
    const image = narrowImage(folder);
    const target = `target remote 127.0.0.1:${port}`;
    const words = ['-nx', '-batch', '-ex', target, '-ex', 'print 7 * 6', image];
    const { stdout, stderr } = spawnSync('gdb', words, { encoding: 'utf8' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
    return stdout + stderr;
  }

  it('is told what to do rather than left with registers that are too long', async () => {
    expect(await attach('textpoke')).not.toContain("Remote 'g' packet reply is too long");
    expect(await attach('qemu')).toContain("Remote 'g' packet reply is too long");
  });
});
