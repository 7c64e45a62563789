/** One machine as gdb sees it: packet bodies in, reply bodies out, and no I/O. */
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import type { Body, Packet } from '../../protocol/rsp/packet.ts';
import { packets, recognise, type Asked, type PacketName } from '../../protocol/rsp/packets.ts';
import { errno, printRefusal, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import { printConsole, printStopReply } from '../../protocol/rsp/stop-reply.ts';
import type { Log } from '../foundation/log.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import type { AnswerTable, WithConsole } from './answer.ts';
import { answers } from './answers.ts';
import { Breakpoints } from './breakpoints.ts';
import { newClient } from './client.ts';
import type { Resumption } from './resumption.ts';
import type { ServedFile } from './served-file.ts';
import type { SiteTable } from './site-table.ts';
import { describeStop, type StopDescription } from './stop-description.ts';
import { bodyBytesMax, type Target } from './target.ts';

/** What came of one request: the packets to send, and whether a stop reply is still owed. */
export interface Outcome {
  readonly bodies: readonly Uint8Array[];
  readonly running: boolean;
}

export interface DebuggerOptions {
  readonly machine: Machine;
  readonly sites: SiteTable;
  /** The file with the image's symbols, which gdb finds over the link. */
  readonly file?: ServedFile | undefined;
  readonly log: Log;
}

const consoleCharactersMax = bodyBytesMax / 8;

/** Packets that a machine which its guest has ended can still answer. */
const answersAfterTheEnd: ReadonlySet<PacketName> = new Set([
  'attached',
  'currentThread',
  'detach',
  'fileClose',
  'fileOpen',
  'fileRead',
  'fileReadLink',
  'fileSetRoot',
  'fileStat',
  'kill',
  'killProcess',
  'mustReplyEmpty',
  'queryEmulator',
  'queryPhysicalMode',
  'queryStepBits',
  'queryStepMode',
  'querySupported',
  'setPhysicalMode',
  'setStepMode',
  'setThread',
  'startNoAck',
  'stopReason',
  'symbol',
  'transferExecFile',
  'transferFeatures',
  'transferMemoryMap',
]);

/** Drives one machine for one client at a time; it outlives clients, and so does the machine. */
export class Debugger {
  readonly #target: Target;
  #resumption: Resumption | undefined;

  constructor({ machine, sites, file, log }: DebuggerOptions) {
    this.#target = {
      machine,
      sites,
      file,
      log,
      breakpoints: new Breakpoints(machine),
      client: newClient(machine.current),
      lastStop: undefined,
    };
  }

  /** Whether the present client still wants `+` and `-`. */
  get acknowledges(): boolean {
    return this.#target.client.acknowledges;
  }

  /** How the present client has said good-bye, if it has. */
  get farewell(): 'none' | 'detached' | 'killed' {
    return this.#target.client.farewell;
  }

  /** Why the machine stood still last; undefined while it runs or before it ever has. */
  get lastStop(): StopReason | undefined {
    return this.#target.lastStop;
  }

  /** A new client: what an earlier one selected, inserted or resumed is forgotten. */
  greet(): void {
    const target = this.#target;
    target.breakpoints.clear();
    target.client = newClient(target.machine.current);
    this.#resumption = undefined;
  }

  /** Answers one packet body. While the machine runs there is nothing to ask. */
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

  /** Runs at most `steps` steps of what was resumed; the stop's packets, or undefined: go on. */
  advance(steps: number): readonly Uint8Array[] | undefined {
    if (this.#resumption === undefined) return [];
    const reason = this.#target.machine.run({ ...this.#resumption.order, budget: steps });
    if (reason.kind === 'budget') return undefined;
    this.#target.lastStop = reason;
    return this.#stop(describeStop(this.#target, reason));
  }

  /** Stops what was resumed, as Ctrl-C asks: the packets that tell of it. */
  interrupt(): readonly Uint8Array[] {
    if (this.#resumption === undefined) return [];
    const { current } = this.#target.machine;
    const { resumed } = this.#resumption.order;
    const cpu = resumed.includes(current) ? current : (resumed[0] ?? current);
    const reason: StopReason = { kind: 'budget', cpu };
    this.#target.lastStop = reason;
    return this.#stop(describeStop(this.#target, reason));
  }

  /** Runs at most `steps` steps of all CPUs, for nobody; whether more would happen after them. */
  runFreely(steps: number): boolean {
    const { machine, lastStop, log } = this.#target;
    if (lastStop?.kind === 'exited') return false;
    const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
    const reason = machine.run({ resumed, stepping: new Map(), budget: steps });
    if (reason.kind === 'budget') {
      this.#target.lastStop = undefined;
      return true;
    }
    this.#target.lastStop = reason;
    if (reason.kind === 'shutdown') {
      log.line('warn', `CPU ${reason.cpu} is in shutdown: ${reason.why}`);
    }
    return false;
  }

  #answer<N extends PacketName>(asked: Asked<N>): Outcome {
    const { name } = asked;
    const target = this.#target;
    const ended = target.lastStop?.kind === 'exited' ? target.lastStop.status : undefined;
    if (ended !== undefined && !answersAfterTheEnd.has(name)) {
      return this.#refuse(refusal(errno.notPermitted, `the guest has ended with status ${ended}`));
    }
    const answer: AnswerTable[N] = answers[name];
    const answered = answer(target, asked.request);
    if (isKind(answered, 'refusal')) return this.#refuse(answered);
    if (isKind(answered, 'resumption')) {
      this.#resumption = answered;
      target.lastStop = undefined;
      return { bodies: [], running: true };
    }
    if (name === 'kill') return { bodies: [], running: false };
    // The row that parsed the request prints the reply; the compiler cannot follow that far.
    const row = packets[name] as Packet<unknown, unknown>;
    if (!isKind(answered, 'with console')) return standing([row.print(answered)]);
    return standing([...consoleBodies(answered.text), row.print(answered.reply)]);
  }

  #refuse(refused: Refusal): Outcome {
    const { client, log } = this.#target;
    log.line('rsp', () => `refused: ${refused.why}`);
    return standing([printRefusal(refused, client.announced.has('error-message+'))]);
  }

  #stop({ console, reply }: StopDescription): readonly Uint8Array[] {
    this.#resumption = undefined;
    if (reply.kind === 'stopped') this.#target.client.queryCpu = reply.core;
    return standing([...console.map(printConsole), printStopReply(reply)]).bodies;
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
