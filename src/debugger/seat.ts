/** One client's place at the machine: packet bodies in, reply bodies out. */
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import type { Body, Packet } from '../../protocol/rsp/packet.ts';
import { packets, recognise, type Asked, type PacketName } from '../../protocol/rsp/packets.ts';
import { errno, printRefusal, refusal } from '../../protocol/rsp/refusal.ts';
import type { Refusal, RefusalForm } from '../../protocol/rsp/refusal.ts';
import { printConsole, printStopReply } from '../../protocol/rsp/stop-reply.ts';
import type { StopReason } from '../machine/stop.ts';
import type { AnswerTable, Interruption, WithConsole } from './answer.ts';
import { answers } from './answers.ts';
import { runToAppearance, type Appearance } from './appearance.ts';
import type { Client } from './client.ts';
import { patient, presentOnly, resuming, tracing } from './packet-manners.ts';
import { resumedBy, without, type Resumption, type Reversal } from './resumption.ts';
import { drives, endRefusal, leaveSeat, seatRefusal } from './situation.ts';
import {
  describeAppearance,
  describeInterrupt,
  describeRefusal,
  describeStop,
  stopPointOf,
  type StopDescription,
} from './stop-description.ts';
import { tell, tellHalted, tellUntold } from './stop-queue.ts';
import { bodyBytesMax, type Target } from './target.ts';
import { lookRefusal } from './tracing/look.ts';

/** What came of a request or of running: what to send, and whether to run on. */
export interface Outcome {
  readonly bodies: readonly Uint8Array[];
  /** What gdb has not asked for and is told behind them (non-stop mode). */
  readonly notification?: Uint8Array;
  readonly running: boolean;
}

const consoleCharactersMax = bodyBytesMax / 8;

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

  /** Whether a request has to wait: who lets all CPUs run hears of their stop before anything else. */
  waits(body: Uint8Array): boolean {
    const { client, situation } = this.#target;
    if (!this.drives || situation.resumption === undefined || client.nonStop) return false;
    const recognised = recognise(body);
    return recognised.kind !== 'asked' || recognised.name !== 'interrupt';
  }

  /** Whether the client waits for the reply however long it takes. */
  isAwaitedForEver(body: Uint8Array): boolean {
    const recognised = recognise(body);
    return recognised.kind === 'asked' && patient.has(recognised.name);
  }

  /** Answers one packet body that does not have to wait. */
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
        return this.#said(['']);
      case 'unknown': {
        const head = String.fromCharCode(...body.subarray(0, 40)).replace(/[^!-~]/g, '.');
        const word = /^[A-Za-z?!]+/.exec(head)?.[0] ?? head;
        this.#target.log.once(`packet ${word}`, `unknown packet ${head}, answered as unsupported`);
        return this.#said(['']);
      }
    }
  }

  /** Runs at most `steps` steps of what this client has resumed. */
  advance(steps: number): Outcome {
    const { client, situation, log } = this.#target;
    const { resumption } = situation;
    if (!this.drives || resumption === undefined) return this.#said([]);
    const reason = this.#goOn(resumption, steps);
    if (reason === undefined) return this.#said(this.#printed());
    if (reason.kind === 'idle' && client.nonStop) {
      // The others may be resumed, or something injected: that is no stop.
      log.line('warn', 'every resumed CPU is halted and no device event is due');
      return { bodies: [], running: false };
    }
    if (reason.kind === 'appeared') {
      situation.lastStop = { kind: 'stepped', cpu: reason.cpu };
      return this.#stop(describeAppearance(this.#target, reason.cpu));
    }
    situation.lastStop = reason;
    situation.lastPoint = stopPointOf(this.#target, reason);
    return this.#stop(describeStop(this.#target, reason));
  }

  /** Stops what was resumed, as Ctrl-C asks; in non-stop mode one CPU of it. */
  interrupt(): Outcome {
    const { machine, situation } = this.#target;
    if (!this.drives || situation.resumption === undefined) return this.#said([]);
    const resumed = resumedBy(situation.resumption);
    const { current } = machine;
    const cpu = resumed.includes(current) ? current : (resumed[0] ?? current);
    situation.lastStop = { kind: 'budget', cpu };
    return this.#stop(describeInterrupt(this.#target, cpu));
  }

  /** A slice of what was resumed: why it stopped, or undefined if it goes on. */
  #goOn(what: Resumption | Reversal, steps: number): StopReason | Appearance | undefined {
    const { client, machine } = this.#target;
    if (what.kind === 'reversal') {
      // A piece of a way back is not longer than a slice.
      const { done, value } = what.journey.next();
      return done === true ? value : undefined;
    }
    const reason = client.threadEvents
      ? runToAppearance(machine, what.order, steps)
      : machine.run({ ...what.order, budget: steps });
    return reason.kind === 'budget' ? undefined : reason;
  }

  #answer<N extends PacketName>(asked: Asked<N>): Outcome {
    const { name } = asked;
    // The row that parsed the request prints the reply; the compiler cannot follow that far.
    const row = packets[name] as Packet<unknown, unknown>;
    const isHeard = resuming.has(name) || tracing.has(name) || name === 'monitor';
    const lack = this.#lack(row) ?? (presentOnly.has(name) ? lookRefusal(this.#target) : undefined);
    if (lack !== undefined) {
      return resuming.has(name) ? this.#refuseToRun(lack, true) : this.#refuse(lack, isHeard);
    }
    const answer: AnswerTable[N] = answers[name];
    const answered = answer(this.#target, asked.request);
    if (isKind(answered, 'refusal')) {
      return resuming.has(name)
        ? this.#refuseToRun(answered)
        : this.#refuse(answered, tracing.has(name));
    }
    if (isKind(answered, 'resumption')) return this.#resume(answered);
    if (isKind(answered, 'reversal')) {
      this.#target.situation.resumption = answered;
      this.#target.situation.lastStop = undefined;
      return this.#said([]);
    }
    if (isKind(answered, 'interruption')) {
      const { bodies, ...rest } = this.interrupt();
      return { bodies: [bytesOf('OK'), ...bodies], ...rest };
    }
    // Nobody waits for a reply.
    if (answered === undefined) return this.#said([]);
    const { reply, text } = isKind(answered, 'with console')
      ? answered
      : { reply: answered, text: '' };
    return this.#said([...consoleBodies(text), row.print(reply)], tellUntold(this.#target));
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
    const form = refusalForm(client);
    const text = aloud && form === 'number' ? consoleBodies(`textpoke: ${refused.why}\n`) : [];
    return this.#said([...text, printRefusal(refused, form)]);
  }

  /** lldb takes an error where it waits for a stop for a lost connection: a stop tells it why. */
  #refuseToRun(refused: Refusal, aloud = false): Outcome {
    const { client, situation, log } = this.#target;
    if (!client.listsThreads || endRefusal(situation) !== undefined) {
      return this.#refuse(refused, aloud);
    }
    log.line('rsp', () => `refused: ${refused.why}`);
    return this.#said([printStopReply(describeRefusal(this.#target, refused.why))]);
  }

  #resume(resumption: Resumption): Outcome {
    const { client, situation } = this.#target;
    const { order, halted } = resumption;
    situation.lastStop = undefined;
    situation.resumption = order.resumed.length > 0 ? resumption : undefined;
    if (!client.nonStop) return this.#said([]);
    return this.#said(['OK'], tellHalted(this.#target, halted));
  }

  #stop({ console, reply }: StopDescription): Outcome {
    const { client, history, situation, log } = this.#target;
    const news = history?.takeNews() ?? [];
    const lines = [...news.map((line) => `textpoke: ${line}\n`), ...console];
    if (!client.nonStop) {
      situation.resumption = undefined;
      if (reply.kind === 'stopped') client.queryCpu = reply.core;
      const text = [...this.#printed(), ...lines.map(printConsole)];
      return this.#said([...text, printStopReply(reply)]);
    }
    for (const line of lines) log.line('warn', line.trimEnd());
    const { resumption } = situation;
    const goesOn = reply.kind === 'stopped' && resumption !== undefined;
    situation.resumption = goesOn
      ? without(this.#target.client, resumption, reply.core)
      : undefined;
    return this.#said([], tell(this.#target, reply));
  }

  /** What commands of breakpoints have printed. In non-stop mode gdb has no ear for it. */
  #printed(): Uint8Array[] {
    const { agent, client, log } = this.#target;
    const text = agent.take();
    if (text === '' || !client.nonStop) return consoleBodies(text);
    for (const line of text.trimEnd().split('\n')) log.line('warn', line);
    return [];
  }

  #said(bodies: readonly Body[], notification?: Uint8Array): Outcome {
    return {
      bodies: bodies.map(bytesOf),
      ...(notification === undefined ? {} : { notification }),
      running: this.drives && this.#target.situation.resumption !== undefined,
    };
  }
}

type Tagged = Refusal | Resumption | Reversal | Interruption | WithConsole<unknown>;

const isKind = <K extends Tagged['kind']>(
  value: unknown,
  kind: K,
): value is Extract<Tagged, { kind: K }> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

const refusalForm = ({ announced, errorStrings }: Client): RefusalForm => {
  if (errorStrings) return 'number and hex';
  return announced.has('error-message+') ? 'text' : 'number';
};

const bytesOf = (body: Body): Uint8Array => (typeof body === 'string' ? bytesOfText(body) : body);

function consoleBodies(text: string): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += consoleCharactersMax) {
    bodies.push(printConsole(text.slice(at, at + consoleCharactersMax)));
  }
  return bodies;
}
