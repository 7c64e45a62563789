/** Specifies src/server/listen.ts. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

async function serve() {
  const machine = new StillMachine();
  const driven = new Debugger({ machine, sites: noSites, log: silentLog });
  const door = await listen({ debugger: driven, port: 0, log: silentLog });
  if (door.kind !== 'listening') throw new Error(door.why);
  open.push(door);
  return { machine, door };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** Sends a packet and waits until what comes back fits. */
async function ask(socket: Socket, body: string, expected: RegExp): Promise<string> {
  socket.write(printFrame(toBytes(body)));
  return hear(socket, expected);
}

async function hear(socket: Socket, expected: RegExp): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
    if (expected.test(text)) return text;
  }
}

describe('the door', () => {
  it('is on loopback, at the port the system chose', async () => {
    const { door } = await serve();
    expect(door.host).toBe('127.0.0.1');
    expect(door.port).toBeGreaterThan(0);
  });

  it('says why it cannot be opened', async () => {
    const { door } = await serve();
    const driven = new Debugger({ machine: new StillMachine(), sites: noSites, log: silentLog });
    const second = await listen({ debugger: driven, port: door.port, log: silentLog });
    expect(second).toEqual({
      kind: 'listen refusal',
      code: 'EADDRINUSE',
      why: `cannot listen on 127.0.0.1:${door.port}: the port is in use`,
    });
  });

  it('turns a second gdb away with the reason, and the first goes on', async () => {
    const { door } = await serve();
    const first = await dial(door.port);
    await ask(first, 'qC', /QC1/);
    const second = await dial(door.port);
    expect(await hear(second, /#..$/)).toMatch(/^\+\$E\.another gdb drives this machine/);
    await once(second, 'close');
    await ask(first, 'qC', /QC1/);
  });

  it('lets the next one in after the first has vanished while the machine ran', async () => {
    const { door, machine } = await serve();
    const first = await dial(door.port);
    await ask(first, 'vCont;c', /\+/);
    first.destroy();
    const next = await dial(door.port);
    await ask(next, '?', /T05/);
    const { moment } = machine;
    await ask(next, '?', /T05/);
    expect(machine.moment).toBe(moment);
  });

  it('seats a client that dials before the good-bye of the last one is heard', async () => {
    const { door } = await serve();
    const first = await dial(door.port);
    const next = await dial(door.port);
    first.destroy();
    expect(await ask(next, 'qC', /QC/)).toBe('+$QC1#c5');
  });

  it('lets the guest run on after D, and halts it when somebody comes', async () => {
    const { door, machine } = await serve();
    const first = await dial(door.port);
    await ask(first, 'D;1', /OK/);
    await once(first, 'close');
    while (machine.moment === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = await dial(door.port);
    await ask(next, 'qC', /QC/);
    const { moment } = machine;
    await ask(next, 'qC', /QC/);
    expect(machine.moment).toBe(moment);
  });

  it('closes when the client that saw the guest end hangs up', async () => {
    const { door, machine } = await serve();
    machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
    const gdb = await dial(door.port);
    await ask(gdb, 'vCont;c', /W00/);
    gdb.destroy();
    expect(await door.closed).toBe('closed');
  });

  it('closes for good when a client kills the machine', async () => {
    const { door } = await serve();
    const gdb = await dial(door.port);
    gdb.on('data', () => undefined);
    gdb.write(printFrame(toBytes('k')));
    expect(await door.closed).toBe('killed');
  });
});
