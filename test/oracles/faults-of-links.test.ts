/** Faults of other servers in what they hear and how they part: each is put to them and to ours. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import { launch, type ServerName } from '../bench/link.ts';
import { addressOf, hexOf, judge, ripOf, symbol } from './fault.ts';

const framed = (body: string): string =>
  Buffer.from(printFrame(bytesOfText(body))).toString('latin1');
const greeting = 'qSupported:swbreak+;hwbreak+;vContSupported+;multiprocess+';

/** A client that acknowledges everything, and sends bytes as they are. */
class Caller {
  readonly #socket: Socket;
  readonly #replies: string[] = [];
  #heard = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString('latin1');
      this.#heard = this.#heard.replaceAll(/\$([^#]*)#../g, (_, body: string) => {
        this.#replies.push(body);
        socket.write('+');
        return '';
      });
    });
  }

  /** What is received next, packets or not. */
  async bytes(): Promise<string> {
    const [chunk] = (await once(this.#socket, 'data')) as [Buffer];
    return chunk.toString('latin1');
  }

  send(bytes: string): void {
    this.#socket.write(bytes, 'latin1');
  }

  /** A reply that is there already. */
  heard(): string | undefined {
    return this.#replies.shift();
  }

  async reply(): Promise<string> {
    for (;;) {
      const reply = this.heard();
      if (reply !== undefined) return reply;
      await once(this.#socket, 'data');
    }
  }

  ask(body: string): Promise<string> {
    this.send(framed(body));
    return this.reply();
  }

  async vanish(): Promise<void> {
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }
}

interface Visit {
  readonly caller: Caller;
  readonly dial: () => Promise<Caller>;
}

/** A client that has introduced itself. */
async function visit(server: ServerName, talk: (visit: Visit) => Promise<string>): Promise<string> {
  const { child, port, socket, folder } = await launch(server);
  const dial = async (): Promise<Caller> => {
    const another = createConnection({ port, host: '127.0.0.1', noDelay: true });
    await once(another, 'connect');
    return new Caller(another);
  };
  try {
    const caller = new Caller(socket);
    await caller.ask(greeting);
    return await talk({ caller, dial });
  } finally {
    socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The client that comes next begins with a whole packet. */
async function vanishInMidPacket({ caller, dial }: Visit): Promise<string> {
  caller.send(framed(greeting).slice(0, 20));
  await caller.vanish();
  const next = await dial();
  next.send(framed(greeting));
  const [sign] = await next.bytes();
  return sign === '+' ? 'the next one is understood' : 'the next one has to say it twice';
}

/** One byte more than the server says that it takes, and a question. */
async function sayTooMuch({ caller }: Visit): Promise<string> {
  const size = /PacketSize=([0-9a-f]+)/.exec(await caller.ask(greeting))?.[1] ?? '';
  caller.send(framed('m'.repeat(Number.parseInt(size, 16) + 1)));
  const first = await caller.ask('?');
  return first.startsWith('E') ? 'it is refused' : 'it is never answered';
}

/** Bytes that are no packet behind those that resume, and a breakpoint that is far away. */
async function resumeAndMutter({ caller }: Visit): Promise<string> {
  await caller.ask(`Z1,${symbol('worker_loop')},1`);
  await caller.ask(`Z1,${symbol('text_poke_live')},1`);
  caller.send(`${framed('vCont;c')}+-noise`);
  return /^T05/.test(await caller.reply()) ? 'it comes to the breakpoint' : 'it stops at once';
}

/** Another one comes after it, and sets one that is met later. */
async function vanishWithBreakpoint({ caller, dial }: Visit): Promise<string> {
  await caller.ask(`Z1,${symbol('nmi_apply_alternatives')},1`);
  await caller.vanish();
  const next = await dial();
  await next.ask(greeting);
  await next.ask(`Z1,${symbol('smp_boot_cpus')},1`);
  await next.ask('vCont;c');
  const places = new Map(
    [
      ['nmi_apply_alternatives', 'the next one stops at it'],
      ['smp_boot_cpus', 'the next one has its own only'],
    ].map(([name = '', outcome = '']) => [addressOf(name), outcome]),
  );
  const at = ripOf(await next.ask('g'));
  return places.get(at) ?? `it stops at ${hexOf(at)}`;
}

/** Whether a second one hears anything while the first one has many answers. */
async function comeSecond({ caller, dial }: Visit): Promise<string> {
  const second = await dial();
  second.send(framed('?'));
  for (let count = 0; count < 20_000; count += 1) {
    await caller.ask('?');
    if (second.heard() !== undefined) return 'it is answered';
  }
  return 'it hears nothing';
}

judge([
  {
    name: 'half a packet, and its client vanishes',
    experiment: (server) => visit(server, vanishInMidPacket),
    ours: 'the next one is understood',
    others: [['qemu', 'the next one has to say it twice']],
  },
  {
    name: 'a packet of too many bytes',
    experiment: (server) => visit(server, sayTooMuch),
    ours: 'it is refused',
    others: [['qemu', 'it is never answered']],
  },
  {
    name: 'noise while the machine runs',
    experiment: (server) => visit(server, resumeAndMutter),
    ours: 'it comes to the breakpoint',
    others: [['qemu', 'it stops at once']],
  },
  {
    name: 'a second client',
    experiment: (server) => visit(server, comeSecond),
    ours: 'it is answered',
    others: [['qemu', 'it hears nothing']],
  },
  {
    name: 'a client that vanishes and leaves a breakpoint',
    experiment: (server) => visit(server, vanishWithBreakpoint),
    ours: 'the next one has its own only',
    others: [['qemu', 'the next one stops at it']],
  },
]);
