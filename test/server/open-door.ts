/** Opens a door for tests: a free TCP port on loopback. */
import type { ViewBits } from '../../src/debugger/register-view.ts';
import { listen, type ListenOptions } from '../../src/server/listen.ts';

export interface OpenDoor {
  readonly port: number;
  readonly closed: Promise<'killed' | 'closed'>;
  readonly close: () => Promise<void>;
}

export async function openDoor(
  options: Omit<ListenOptions, 'doors'> & { readonly bits?: ViewBits },
): Promise<OpenDoor> {
  const { bits = 64 } = options;
  const doors = [{ place: { host: '127.0.0.1', port: 0 }, bits }];
  const listening = await listen({ ...options, doors });
  if (listening.kind !== 'listening') throw new Error(listening.why);
  const place = listening.doors[0]?.place;
  if (place === undefined || 'path' in place) throw new Error('no TCP port');
  return { port: place.port, closed: listening.closed, close: () => listening.close() };
}
