/** Real gdb whose patience ends before a reply comes: what it asks next is answered rightly. */
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveGdb } from './live-gdb.ts';
import { opened } from './harness.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

const root = join(import.meta.dirname, '..', '..');
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * A way to `port` that is stuck once gdb asks `stuck`: nothing of what gdb sends arrives until it
 * has complained `complaints` times. How often gdb complained is in `heard`.
 */
async function stuckWay(port: number, stuck: string, complaints: number) {
  const heard = { complaints: 0 };
  const relay = createServer((gdb) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    let kept: Buffer[] | undefined;
    gdb.on('data', (chunk) => {
      if (kept === undefined && chunk.includes(stuck)) kept = [];
      if (kept === undefined) {
        server.write(chunk);
        return;
      }
      kept.push(chunk);
      const sent = Buffer.concat(kept);
      heard.complaints = sent.toString('latin1').split('-').length - 1;
      if (heard.complaints < complaints) return;
      server.write(sent);
      kept = undefined;
      stuck = 'NOTHING MORE';
    });
    server.on('data', (chunk) => gdb.write(chunk));
    gdb.on('close', () => server.destroy());
    server.on('close', () => gdb.destroy());
    for (const socket of [gdb, server]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  closing.push(async () => {
    relay.close();
    await once(relay, 'close');
  });
  return { port: (relay.address() as AddressInfo).port, heard };
}

/** gdb attached by a way that is stuck when it reads the memory at 0x1230. */
async function attached(complaints: number) {
  const door = await opened(tinyHypervisor('-append', 'rounds=0', '-m', '16'));
  closing.push(() => door.close());
  const way = await stuckWay(door.port, '1230,', complaints);
  const gdb = new LiveGdb(root, imagePath);
  closing.push(() => gdb.quit());
  await gdb.type('set remotetimeout 100');
  await gdb.type(`target remote 127.0.0.1:${way.port}`, /in \?\? \(\)/);
  await gdb.type('set var *(long *)0x1240 = 0x1122334455667788');
  return { gdb, heard: way.heard };
}

describe('gdb that has complained of a late reply', () => {
  it('has it once, and no second time in place of another', async () => {
    const { gdb, heard } = await attached(1);
    await gdb.type('set remotetimeout 2');
    await gdb.type('x/1xw 0x1230', /0x1230:\t0x00000000\n/);
    await gdb.type('x/2xw 0x1240', /0x1240:\t0x55667788\t0x11223344\n/);
    expect(heard.complaints).toBe(1);
  });

  it('has none that it has given up', async () => {
    const { gdb, heard } = await attached(3);
    await gdb.type('set remotetimeout 1');
    await gdb.type('x/1xw 0x1230', /Ignoring packet error, continuing\.\.\.\n.*\n/);
    await gdb.type('set remotetimeout 100');
    await gdb.type('x/2xw 0x1240', /0x1240:\t0x55667788\t0x11223344\n/);
    expect(heard.complaints).toBe(3);
  });
});
