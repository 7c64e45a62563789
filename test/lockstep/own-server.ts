/** Our own server with a guest in it, as the other side of a comparison. */
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { RemoteCpu } from '../../src/server/remote-cpu.ts';
import { openDoor } from '../server/open-door.ts';

/** Serves `machine` at a free port and attaches to it. */
export async function served(machine: Machine): Promise<{
  readonly remote: RemoteCpu;
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const driven = new Debugger({ machine, sites: noSites, log: silentLog });
  const door = await openDoor({ debugger: driven, log: silentLog });
  const { port } = door;
  const remote = await RemoteCpu.attach({ host: '127.0.0.1', port });
  return { remote, port, close: () => door.close() };
}
