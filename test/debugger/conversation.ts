/** A debugger over a still machine, asked in protocol text and answered in it. */
import { Debugger } from '../../src/debugger/debugger.ts';
import type { Seat } from '../../src/debugger/seat.ts';
import type { ServedFile } from '../../src/debugger/served-file.ts';
import { noSites, type SiteTable } from '../../src/debugger/site-table.ts';
import { silentLog, type Log } from '../../src/foundation/log.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { textOfBytes } from '../../protocol/rsp/numbers.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { StillMachine } from './still-machine.ts';

export interface Conversation extends Dialogue {
  readonly machine: StillMachine;
  readonly debugger: Debugger;
  /** A further client of the same machine. */
  readonly join: (features?: string) => Dialogue;
}

/** What one client says and hears. */
export interface Dialogue {
  readonly seat: Seat;
  /** The one reply to a request; fails if there is none or several. */
  readonly ask: (body: string) => string;
  /** All replies to a request that resumes, up to its stop reply. */
  readonly resume: (body: string) => string[];
  /** The console text of a monitor command and its result. */
  readonly monitor: (line: string) => { text: string; result: string };
}

const stepsMax = 1000;

/** What gdb 13 announces that matters here. */
const gdbFeatures = 'qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+';

export function converse({
  cpuCount = 2,
  sites = noSites,
  file,
  log = silentLog,
  features = gdbFeatures,
}: {
  cpuCount?: number;
  sites?: SiteTable;
  file?: ServedFile | undefined;
  log?: Log;
  features?: string;
} = {}): Conversation {
  const machine = new StillMachine(cpuCount);
  const restart = (): void => {
    machine.moment = 0;
    machine.current = 0;
    for (let cpu = 0; cpu < cpuCount; cpu += 1) {
      machine.writeRegister(cpu, 'rip', 0x1000n + BigInt(cpu) * 0x100n);
    }
  };
  const driven = new Debugger({ machine, sites, file, log, restart });
  const join = (announced = features): Dialogue => dialogue(driven.welcome(), announced);
  return { machine, debugger: driven, join, ...join() };
}

/** A client of a machine that has no past and no image. */
export const converseOver = (machine: Machine): Dialogue =>
  dialogue(new Debugger({ machine, sites: noSites, log: silentLog }).welcome());

/** One client at its seat; by default a gdb. */
export function dialogue(seat: Seat, features = gdbFeatures): Dialogue {
  const replies = (body: string): string[] => {
    const { bodies, running } = seat.ask(toBytes(body));
    if (!running) return bodies.map(textOfBytes);
    const stop = seat.advance(stepsMax);
    if (stop.running) throw new Error(`${body} did not stop within ${stepsMax} steps`);
    return stop.bodies.map(textOfBytes);
  };
  const ask = (body: string): string => {
    const [reply, ...more] = replies(body);
    if (reply === undefined || more.length > 0) throw new Error(`${body}: not one reply`);
    return reply;
  };
  ask(features);
  return {
    seat,
    ask,
    resume: replies,
    monitor(line) {
      const all = replies(`qRcmd,${hexText(line)}`);
      return { text: all.slice(0, -1).map(consoleText).join(''), result: all.at(-1) ?? '' };
    },
  };
}

const hexText = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** The text of an `O` packet. */
export const consoleText = (body: string): string => Buffer.from(body.slice(1), 'hex').toString();
