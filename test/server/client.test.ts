/** Specifies src/server/client.ts. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { bytesOfText, textOfBytes } from '../../protocol/rsp/numbers.ts';
import { nothing } from '../../protocol/rsp/packet.ts';
import { packets } from '../../protocol/rsp/packets.ts';
import { ConnectionLost, dial } from '../../src/server/client.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server that does `deed` with each piece it hears. */
async function serverThat(deed: (socket: Socket, heard: string) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => deed(socket, chunk.toString('latin1')));
  });
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const frame = (text: string): Uint8Array => printFrame(bytesOfText(text));

describe('a client', () => {
  it('hears the reply behind acknowledgements and console output', async () => {
    const address = await serverThat((socket) => {
      socket.write('+');
      socket.write(frame('O4869'));
      socket.write(frame('OK'));
    });
    const client = await dial(address);

    expect(textOfBytes(await client.ask(packets.stopReason, nothing))).toBe('OK');
    client.hangUp();
  });

  it('sends an acknowledgement only with its next question', async () => {
    const heard: string[] = [];
    const address = await serverThat((socket, text) => {
      heard.push(text);
      socket.write(frame('OK'));
    });
    const client = await dial(address);
    await client.ask(packets.stepBare, {});
    await client.ask(packets.readRegisters, {});
    client.hangUp();

    expect(heard).toEqual(['$s#73', '+$g#67']);
  });

  it('says that nobody listens', async () => {
    const address = await serverThat(() => undefined);
    const [server] = open.splice(0);
    server?.close();

    await expect(dial(address)).rejects.toThrow(new ConnectionLost('nobody listens there'));
  });

  it('says that the other side has hung up', async () => {
    const client = await dial(await serverThat((socket) => socket.destroy()));

    await expect(client.ask(packets.stepBare, {})).rejects.toThrow(ConnectionLost);
  });

  it('does not wait for ever', async () => {
    const client = await dial(await serverThat(() => undefined));

    await expect(client.ask(packets.stepBare, {}, 1)).rejects.toThrow(/no reply to 's'/);
    client.hangUp();
  });

  it('does not take a damaged packet for a reply', async () => {
    const client = await dial(await serverThat((socket) => void socket.write('$OK#00')));

    await expect(client.ask(packets.stepBare, {})).rejects.toThrow(/corrupt/);
    client.hangUp();
  });
});
