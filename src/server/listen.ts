/** The doors of a room: TCP ports and UNIX sockets by which gdb comes in. */
import { connect, createServer, type Server } from 'node:net';
import type { ViewBits } from '../debugger/register-view.ts';
import { Room, type RoomOptions } from './room.ts';

/** Where a door is. */
export type Place =
  /** A name or address of this host; port 0 lets the system choose. */
  { readonly host: string; readonly port: number } | { readonly path: string };

/** A door that is wished for. */
export interface Door {
  readonly place: Place;
  /** The registers that clients see who come in by it: 64 if absent. */
  readonly bits?: ViewBits;
}

export type OpenDoor = Required<Door>;

export interface ListenOptions extends RoomOptions {
  readonly doors: readonly Door[];
  /** What UNIX sockets need done to files, which this room does not touch. */
  readonly socketFiles?: SocketFiles;
}

export interface SocketFiles {
  /** Runs `make`; files that it makes are for this user alone. */
  privately(make: () => void): void;
  /** Removes a socket; whether there was one. */
  remove(path: string): boolean;
}

/** Open doors. */
export interface Listening {
  readonly kind: 'listening';
  /** In the order of the wishes, with the ports that the system chose. */
  readonly doors: readonly OpenDoor[];
  /** Settles when a client kills the machine, nobody can use it any more, or `close` is called. */
  readonly closed: Promise<'killed' | 'closed'>;
  close(): Promise<void>;
}

/** The user asked for a door that cannot be opened. */
export interface ListenRefusal {
  readonly kind: 'listen refusal';
  readonly code: string;
  /** One line: what and why. */
  readonly why: string;
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'this host has no such address',
  ENOTFOUND: 'no such host',
  ENOENT: 'there is no such folder',
  EINVAL: 'the path is too long for a socket',
};
const noSocketFiles: SocketFiles = { privately: (make) => make(), remove: () => false };

export const placeText = (place: Place): string =>
  'path' in place ? `unix:${place.path}` : `${place.host}:${place.port}`;

/** Opens all doors or none. A mistake of the user (port in use, bad host) comes back as a value. */
export async function listen(options: ListenOptions): Promise<Listening | ListenRefusal> {
  const { doors, socketFiles = noSocketFiles } = options;
  const room = new Room(options);
  const servers: Server[] = [];
  const open: OpenDoor[] = [];
  const shut = (): Promise<unknown> => Promise.all(servers.map(closed));
  for (const { place, bits = 64 } of doors) {
    const server = createServer({ noDelay: true, keepAlive: true });
    const opened = await openAt(server, place, socketFiles);
    if ('why' in opened) {
      room.close();
      await shut();
      return opened;
    }
    server.on('connection', (socket) => room.welcome(socket, bits));
    server.on('error', ({ message }) => options.log.line('warn', `a door: ${message}`));
    servers.push(server);
    open.push({ place: opened, bits });
  }
  room.open();
  const ended = room.closed.then(async (how) => {
    await shut();
    return how;
  });
  const close = async (): Promise<void> => {
    room.close();
    await ended;
  };
  return { kind: 'listening', doors: open, closed: ended, close };
}

/** Where the server listens now. The socket of a server that is dead is replaced. */
async function openAt(
  server: Server,
  place: Place,
  socketFiles: SocketFiles,
): Promise<Place | ListenRefusal> {
  const code = await attempt(server, place, socketFiles);
  if (code === undefined) return placeOf(server, place);
  if (code !== 'EADDRINUSE' || !('path' in place)) return refused(place, code);
  if (await isAlive(place.path)) return refused(place, code, 'somebody listens there');
  if (!socketFiles.remove(place.path)) return refused(place, code, 'that is a file and no socket');
  const again = await attempt(server, place, socketFiles);
  return again === undefined ? place : refused(place, again);
}

function placeOf(server: Server, place: Place): Place {
  const address = server.address();
  if ('path' in place || typeof address !== 'object' || address === null) return place;
  return { host: place.host, port: address.port };
}

const refused = (place: Place, code: string, reason = reasons[code] ?? code): ListenRefusal => ({
  kind: 'listen refusal',
  code,
  why: `cannot listen on ${placeText(place)}: ${reason}`,
});

/** What went wrong, as a code of the system, or undefined. */
function attempt(
  server: Server,
  place: Place,
  socketFiles: SocketFiles,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    server.once('error', fail);
    socketFiles.privately(() =>
      server.listen(place, () => {
        server.off('error', fail);
        resolve(undefined);
      }),
    );
  });
}

/** Whether a server answers at a UNIX socket. */
function isAlive(path: string): Promise<boolean> {
  const socket = connect({ path });
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });
