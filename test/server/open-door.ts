/** Opens a door for tests: a free TCP port on loopback, or a UNIX socket. */
import type { ViewBits } from '../../src/debugger/register-view.ts';
import { listen, type ListenOptions } from '../../src/server/listen.ts';

export interface OpenDoor {
  /** What gdb is told to connect to. */
  readonly address: string;
  readonly port: number;
  readonly closed: Promise<'killed' | 'closed'>;
  readonly close: () => Promise<void>;
}

export async function openDoor(
  options: Omit<ListenOptions, 'doors'> & {
    readonly bits?: ViewBits;
    /** The path of a UNIX socket. */
    readonly path?: string;
  },
): Promise<OpenDoor> {
  const { bits = 64, path } = options;
  const doors = [{ place: path === undefined ? { host: '127.0.0.1', port: 0 } : { path }, bits }];
  const listening = await listen({ ...options, doors });
  if (listening.kind !== 'listening') throw new Error(listening.why);
  const place = listening.doors[0]?.place;
  if (place === undefined) throw new Error('no door');
  const [address, port] =
    'path' in place ? [place.path, 0] : [`127.0.0.1:${place.port}`, place.port];
  return { address, port, closed: listening.closed, close: () => listening.close() };
}
