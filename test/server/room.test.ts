/** Specifies src/server/room.ts. */
import { afterEach, describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { createLog, silentLog } from '../../src/foundation/log.ts';
import { observersMax } from '../../src/server/room.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { openDoor, type OpenDoor } from './open-door.ts';
import { RawClient } from './raw-client.ts';

const open: OpenDoor[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

async function serve(log = silentLog) {
  const machine = new StillMachine();
  const driven = new Debugger({ machine, sites: noSites, log });
  const door = await openDoor({ debugger: driven, log });
  open.push(door);
  return { machine, door, driven };
}

const hex = (text: string) => Buffer.from(text).toString('hex');
const drive = `qRcmd,${hex('drive')}`;

describe('a room', () => {
  it('lets further clients observe, and says so aloud', async () => {
    const lines: string[] = [];
    const { door } = await serve(createLog((line) => lines.push(line), new Set()));
    const driver = await RawClient.introduced(door.port);
    const observer = await RawClient.introduced(door.port);
    expect([await driver.ask('vCont;s:p1.1'), await observer.ask('vCont;s:p1.1')]).toEqual([
      expect.stringMatching(/^T05/),
      'E01',
    ]);
    expect(lines).toEqual(['textpoke: a further gdb observes, since another one drives']);
  });

  it('keeps observers where they are when the driver vanishes, until one asks for the seat', async () => {
    const { door } = await serve();
    const driver = await RawClient.introduced(door.port);
    const observer = await RawClient.introduced(door.port);
    expect(await observer.ask(drive)).toBe('E01');
    await driver.vanish();
    while ((await observer.ask(drive)) !== 'OK');
    expect(await observer.ask('vCont;s:p1.1')).toMatch(/^T05/);
  });

  it('gives the free seat to a newcomer, with observers in the room', async () => {
    const { door } = await serve();
    const driver = await RawClient.introduced(door.port);
    await RawClient.introduced(door.port);
    await driver.vanish();
    const next = await RawClient.introduced(door.port);
    expect(await next.ask('vCont;s:p1.1')).toMatch(/^T05/);
  });

  it('goes on for the others when an observer leaves in whatever way', async () => {
    const { door, machine } = await serve();
    const driver = await RawClient.introduced(door.port);
    for (const farewell of ['D;1', 'k']) {
      const observer = await RawClient.introduced(door.port);
      observer.send(printFrame(toBytes(farewell)));
      await observer.hungUpOn();
    }
    expect(await driver.ask('vCont;s:p1.1')).toMatch(/^T05/);
    expect(machine.moment).toBe(1);
  });

  it('lets observers watch a guest that the driver has left to itself', async () => {
    const { door, machine, driven } = await serve();
    const driver = await RawClient.introduced(door.port);
    const observer = await RawClient.introduced(door.port);
    await driver.ask('D;1');
    while (machine.moment === 0) await observer.ask('p10');
    expect(await observer.ask(drive)).toBe('OK');
    expect(driven.isFree).toBe(false);
    const { moment } = machine;
    await observer.ask('p10');
    expect(machine.moment).toBe(moment);
  });

  it('turns away one observer too many, with the reason', async () => {
    const { door } = await serve();
    const clients = await Promise.all(
      Array.from({ length: observersMax + 1 }, () => RawClient.introduced(door.port)),
    );
    const surplus = await RawClient.dial(door.port);
    expect(await surplus.reply()).toBe(`E.${observersMax} gdbs observe this machine already`);
    const replies = await Promise.all(clients.map((client) => client.ask('qC')));
    expect(new Set(replies)).toEqual(new Set(['QCp1.1']));
  });

  it('stays open for observers that saw the guest end, and closes behind the last of them', async () => {
    const { door, machine } = await serve();
    const driver = await RawClient.introduced(door.port);
    const observer = await RawClient.introduced(door.port);
    machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
    expect(await driver.ask('vCont;c')).toBe('W00;process:1');
    await driver.vanish();
    expect(await observer.ask('?')).toBe('W00;process:1');
    await observer.vanish();
    expect(await door.closed).toBe('closed');
  });
});
