/** `textpoke gdb`, and `run` with `-s`: the machine waits for gdb. */
import { Debugger } from '../../debugger/debugger.ts';
import { listen } from '../../server/listen.ts';
import type { Wishes } from '../command-line.ts';
import { streamingConsole } from '../console.ts';
import type { GuestConsole } from '../console.ts';
import { judge } from '../ending.ts';
import { exitCode } from '../exit-codes.ts';
import { servedFile } from '../image.ts';
import type { ChosenImage } from '../image.ts';
import { endOf } from '../journal-file.ts';
import type { ReadFile } from '../journal-file.ts';
import { powerOn } from '../power-on.ts';
import { endJournal, journalFor } from '../recording.ts';
import { isCliRefusal, refusals } from '../refusals.ts';
import type { CliRefusal } from '../refusals.ts';
import type { Surroundings } from '../surroundings.ts';

/** Serves gdb until it kills the machine, the guest ends it or the user interrupts. */
export async function serve(
  wishes: Wishes,
  image: ChosenImage,
  server: { readonly host: string; readonly port: number },
  surroundings: Surroundings,
  replayed?: ReadFile,
): Promise<number | CliRefusal> {
  const { stderr, stdout, interrupted } = surroundings;
  const console = promptConsole(wishes.json ? () => undefined : stdout);
  const journal = journalFor(wishes, image, surroundings.version);
  if (journal !== undefined && isCliRefusal(journal)) return journal;
  const keeping = { past: true, journal };
  const { machine, history, sites, log } = powerOn(wishes, image, console, surroundings, keeping);
  if (replayed !== undefined) history?.takeUp(replayed.records, endOf(replayed));
  const driven = new Debugger({ machine, history, sites, file: servedFile(image), log });
  const door = await listen({ debugger: driven, log, running: !wishes.halted, ...server });
  if (door.kind === 'listen refusal') return refusals.cannotListen(door.why);
  const address = `${door.host}:${door.port}`;
  if (wishes.json) {
    const line = JSON.stringify({ kind: 'listening', host: door.host, port: door.port });
    stdout(new TextEncoder().encode(`${line}\n`));
  }
  if (!wishes.quiet) for (const line of welcome(wishes, image, address)) stderr(line);
  const close = (): void => void door.close();
  interrupted.addEventListener('abort', close);
  if (interrupted.aborted) close();
  const how = await door.closed;
  interrupted.removeEventListener('abort', close);
  endJournal(journal, history);
  console.flush();
  if (interrupted.aborted) return exitCode.interrupted;
  const { lastStop } = driven;
  if (how === 'killed' || lastStop === undefined) return exitCode.fine;
  const { code, text } = judge(lastStop, wishes.exitRule);
  if (!wishes.quiet || code !== exitCode.fine) stderr(`textpoke: ${text}`);
  return code;
}

function welcome(wishes: Wishes, image: ChosenImage, address: string): readonly string[] {
  const { cpuCount, ramBytes } = wishes;
  const machine = `${cpuCount} CPU${cpuCount === 1 ? '' : 's'}, ${ramBytes / 2 ** 20} MiB`;
  const state = wishes.halted ? 'halted at entry, waiting for gdb' : 'running, open to gdb';
  return [
    `textpoke: ${machine}, ${state} on ${address} (Ctrl-C here ends it). Type elsewhere:`,
    `  ${gdbLine(address, image)}`,
  ];
}

/** What to type; a file that gdb cannot read is not named. */
function gdbLine(address: string, { symbols }: ChosenImage): string {
  const attach = `gdb -ex 'target remote ${address}'`;
  if (!symbols.readable) return attach;
  const { path } = symbols;
  const plain = /^[\w@%+=:,./-]+$/.test(path);
  return `${attach} ${plain ? path : `'${path.replaceAll("'", `'\\''`)}'`}`;
}

/** Somebody watches while the machine runs: what was said in a slice is shown after it. */
function promptConsole(sink: (bytes: Uint8Array) => void): GuestConsole {
  const inner = streamingConsole(sink);
  let due = false;
  return {
    flush: () => inner.flush(),
    write(byte) {
      inner.write(byte);
      if (due) return;
      due = true;
      setImmediate(() => {
        due = false;
        inner.flush();
      });
    },
  };
}
