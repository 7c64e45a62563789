/** One client's place at the machine: packet bodies in, reply bodies out. */
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import type { Body, Packet } from '../../protocol/rsp/packet.ts';
import { packets, recognise, type Asked, type PacketName } from '../../protocol/rsp/packets.ts';
import { errno, printRefusal, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import { printConsole, printStopReply } from '../../protocol/rsp/stop-reply.ts';
import type { AnswerTable, WithConsole } from './answer.ts';
import { answers } from './answers.ts';
import type { Client } from './client.ts';
import type { Resumption } from './resumption.ts';
import { drives, endRefusal, leaveSeat, seatRefusal } from './situation.ts';
import { describeInterrupt, describeStop, type StopDescription } from './stop-description.ts';
import { bodyBytesMax, type Target } from './target.ts';

/** What came of a request or of running: the packets to send, and whether to run on. */
export interface Outcome {
  readonly bodies: readonly Uint8Array[];
  readonly running: boolean;
}

const consoleCharactersMax = bodyBytesMax / 8;
/** gdb waits for a stop after these, and shows text until then. */
const resuming: ReadonlySet<PacketName> = new Set([
  'continueBare',
  'continueWithSignal',
  'resume',
  'stepBare',
  'stepWithSignal',
]);

/** Nobody waits for a reply to these. */
const silent: ReadonlySet<PacketName> = new Set(['kill', 'restart']);

export class Seat {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Whether the client still wants `+` and `-`. */
  get acknowledges(): boolean {
    return this.#target.client.acknowledges;
  }

  /** How the client has said good-bye, if it has. */
  get farewell(): Client['farewell'] {
    return this.#target.client.farewell;
  }

  /** Whether this is the client that drives. */
  get drives(): boolean {
    return drives(this.#target);
  }

  /** The client is gone: if it drove, the machine stands still where it is and the seat is free. */
  leave(): void {
    leaveSeat(this.#target);
  }

  /** Answers one packet body. Who has let the machine run waits for its stop before asking more. */
  ask(body: Uint8Array): Outcome {
    const recognised = recognise(body);
    switch (recognised.kind) {
      case 'asked':
        return this.#answer(recognised);
      case 'malformed': {
        const { name, why } = recognised;
        return this.#refuse(refusal(errno.invalid, `${name}: ${why}`));
      }
      case 'absent':
        return standing(['']);
      case 'unknown': {
        const head = String.fromCharCode(...body.subarray(0, 40)).replace(/[^!-~]/g, '.');
        const word = /^[A-Za-z?!]+/.exec(head)?.[0] ?? head;
        this.#target.log.once(`packet ${word}`, `unknown packet ${head}, answered as unsupported`);
        return standing(['']);
      }
    }
  }

  /** Runs at most `steps` steps of what this client has resumed. */
  advance(steps: number): Outcome {
    const { machine, situation } = this.#target;
    const { resumption } = situation;
    if (!this.drives || resumption === undefined) return standing([]);
    const reason = machine.run({ ...resumption.order, budget: steps });
    if (reason.kind === 'budget') return { bodies: [], running: true };
    situation.lastStop = reason;
    return this.#stop(describeStop(this.#target, reason));
  }

  /** Stops what was resumed, as Ctrl-C asks. */
  interrupt(): Outcome {
    const { machine, situation } = this.#target;
    if (!this.drives || situation.resumption === undefined) return standing([]);
    const { resumed } = situation.resumption.order;
    const { current } = machine;
    const cpu = resumed.includes(current) ? current : (resumed[0] ?? current);
    situation.lastStop = { kind: 'stepped', cpu };
    return this.#stop(describeInterrupt(this.#target, cpu));
  }

  #answer<N extends PacketName>(asked: Asked<N>): Outcome {
    const { name } = asked;
    // The row that parsed the request prints the reply; the compiler cannot follow that far.
    const row = packets[name] as Packet<unknown, unknown>;
    const lack = this.#lack(row);
    if (lack !== undefined) return this.#refuse(lack, resuming.has(name));
    const answer: AnswerTable[N] = answers[name];
    const answered = answer(this.#target, asked.request);
    if (isKind(answered, 'refusal')) return this.#refuse(answered);
    if (isKind(answered, 'resumption')) {
      this.#target.situation.resumption = answered;
      this.#target.situation.lastStop = undefined;
      return { bodies: [], running: true };
    }
    if (silent.has(name)) return standing([]);
    if (!isKind(answered, 'with console')) return standing([row.print(answered)]);
    return standing([...consoleBodies(answered.text), row.print(answered.reply)]);
  }

  /** What the packet needs and is not there. */
  #lack({ needs }: Packet<unknown, unknown>): Refusal | undefined {
    if (needs === 'nothing') return undefined;
    const { client, situation } = this.#target;
    if (client.detached) {
      return refusal(errno.notPermitted, 'you have detached: "attach 1" comes back');
    }
    const refused = needs === 'machine' ? undefined : seatRefusal(this.#target);
    if (refused !== undefined) return refused;
    return needs === 'seat' ? undefined : endRefusal(situation);
  }

  /** gdb before 15 shows no reason of a refusal, but it shows text where it waits for a stop. */
  #refuse(refused: Refusal, aloud = false): Outcome {
    const { client, log } = this.#target;
    log.line('rsp', () => `refused: ${refused.why}`);
    const shown = client.announced.has('error-message+');
    const text = aloud && !shown ? consoleBodies(`textpoke: ${refused.why}\n`) : [];
    return standing([...text, printRefusal(refused, shown)]);
  }

  #stop({ console, reply }: StopDescription): Outcome {
    const { client, situation } = this.#target;
    situation.resumption = undefined;
    if (reply.kind === 'stopped') client.queryCpu = reply.core;
    return standing([...console.map(printConsole), printStopReply(reply)]);
  }
}

type Tagged = Refusal | Resumption | WithConsole<unknown>;

const isKind = <K extends Tagged['kind']>(
  value: unknown,
  kind: K,
): value is Extract<Tagged, { kind: K }> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

const standing = (bodies: readonly Body[]): Outcome => ({
  running: false,
  bodies: bodies.map((body) => (typeof body === 'string' ? bytesOfText(body) : body)),
});

function consoleBodies(text: string): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += consoleCharactersMax) {
    bodies.push(printConsole(text.slice(at, at + consoleCharactersMax)));
  }
  return bodies;
}
