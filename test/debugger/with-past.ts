/** A debugger over the default image on a machine with a past, asked in protocol text. */
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { History } from '../../src/history/history.ts';
import { textOfBytes } from '../../protocol/rsp/numbers.ts';
import { bootHypervisor } from '../machine/hypervisor.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { consoleText } from './conversation.ts';

const slicesMax = 1000;

export interface PastConversation {
  readonly history: History;
  /** All replies to a request, up to its stop reply if it resumes. */
  readonly ask: (body: string) => string[];
  /** The console text of a monitor command and its result. */
  readonly monitor: (line: string) => { text: string; result: string };
}

export function converseWithPast(cpuCount = 2): PastConversation {
  const history = new History({ computer: bootHypervisor({ cpuCount }).machine });
  const driven = new Debugger({ machine: history, history, sites: noSites, log: silentLog });
  const seat = driven.welcome();
  const ask = (body: string): string[] => {
    const { bodies, running } = seat.ask(toBytes(body));
    if (!running) return bodies.map(textOfBytes);
    for (let slice = 0; slice < slicesMax; slice += 1) {
      const stop = seat.advance(100_000);
      if (!stop.running) return stop.bodies.map(textOfBytes);
    }
    throw new Error(`${body} did not stop`);
  };
  ask('qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+');
  return {
    history,
    ask,
    monitor(line) {
      const all = ask(`qRcmd,${Buffer.from(line, 'latin1').toString('hex')}`);
      return { text: all.slice(0, -1).map(consoleText).join(''), result: all.at(-1) ?? '' };
    },
  };
}
