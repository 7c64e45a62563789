/** A debugger over the default image in its live pass, and a place that CPU 1 comes by again. */
import { runAll } from '../machine/hypervisor.ts';
import { converseWithPast, type PastConversation } from './with-past.ts';

/** All CPUs run their loops by now. */
const amidstLoops = 200_000;

export interface TraceConversation extends PastConversation {
  /** The last reply to a request, behind any text. */
  readonly say: (body: string) => string | undefined;
  /** The address of an instruction in CPU 1's loop, in hex. */
  readonly place: string;
  /** Runs all CPUs for a while. */
  readonly pass: () => void;
}

export function converseWithTrace(): TraceConversation {
  const gdb = converseWithPast();
  const { history } = gdb;
  runAll(history, amidstLoops);
  return {
    ...gdb,
    say: (body) => gdb.ask(body).at(-1),
    place: history.readRegister(1, 'rip').toString(16),
    pass: () => void runAll(history, 10_000),
  };
}

/** The same with tracepoint 1 at that place, and tracing running. */
export function converseInTrace(definition = 'E:0:0'): TraceConversation {
  const gdb = converseWithTrace();
  gdb.say('QTinit');
  gdb.say(`QTDP:1:${gdb.place}:${definition}`);
  gdb.say('QTStart');
  return gdb;
}
