/** Specifies src/server/listen.ts. */
import { once } from 'node:events';
import { link, lstat, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { socketFiles } from '../../src/cli/socket-files.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { listen } from '../../src/server/listen.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { openDoor, type OpenDoor } from './open-door.ts';

const open: OpenDoor[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

async function serve() {
  const machine = new StillMachine();
  const driven = new Debugger({ machine, sites: noSites, log: silentLog });
  const door = await openDoor({ debugger: driven, log: silentLog });
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
  it('says why it cannot be opened, and opens none then', async () => {
    const { door } = await serve();
    const driven = new Debugger({ machine: new StillMachine(), sites: noSites, log: silentLog });
    const doors = [0, door.port].map((port) => ({ place: { host: '127.0.0.1', port } }));
    expect(await listen({ debugger: driven, doors, log: silentLog })).toEqual({
      kind: 'listen refusal',
      code: 'EADDRINUSE',
      why: `cannot listen on 127.0.0.1:${door.port}: the port is in use`,
    });
  });

  it('may be several, TCP and UNIX, to one machine', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'textpoke-door-'));
    const machine = new StillMachine();
    const driven = new Debugger({ machine, sites: noSites, log: silentLog });
    const path = join(folder, 'gdb');
    const doors = [{ place: { host: '127.0.0.1', port: 0 } }, { place: { path } }];
    const listening = await listen({ debugger: driven, doors, log: silentLog, socketFiles });
    if (listening.kind !== 'listening') throw new Error(listening.why);
    expect(listening.doors).toMatchObject([{ place: { host: '127.0.0.1' } }, { place: { path } }]);
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    const gdb = connect({ path });
    await ask(gdb, 'qC', /QC1/);
    await listening.close();
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('replaces a socket that nobody listens at, but neither a living one nor a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'textpoke-door-'));
    const path = join(folder, 'gdb');
    const openAt = (place: { path: string }) =>
      listen({
        debugger: new Debugger({ machine: new StillMachine(), sites: noSites, log: silentLog }),
        doors: [{ place }],
        log: silentLog,
        socketFiles,
      });
    const dead = createServer().listen(path);
    await once(dead, 'listening');
    // Closing removes the socket; a server that is killed leaves it, which the link stands for.
    await link(path, `${path}-left`);
    dead.close();
    await once(dead, 'close');
    await rename(`${path}-left`, path);

    const first = await openAt({ path });
    expect(first.kind).toBe('listening');
    expect(await openAt({ path })).toMatchObject({
      why: `cannot listen on unix:${path}: somebody listens there`,
    });
    if (first.kind === 'listening') await first.close();
    await writeFile(path, 'precious');
    expect(await openAt({ path })).toMatchObject({
      why: `cannot listen on unix:${path}: that is a file and no socket`,
    });
    expect(await readFile(path, 'utf8')).toBe('precious');
    expect(await openAt({ path: join(folder, 'no', 'gdb') })).toMatchObject({ code: 'EACCES' });
    await rm(folder, { recursive: true });
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
