/** `textpoke gdb`, and `run` with `-s`: the machine waits for gdb. */
import { Debugger } from '../../debugger/debugger.ts';
import type { ViewBits } from '../../debugger/register-view.ts';
import { listen, placeText } from '../../server/listen.ts';
import type { OpenDoor, Place } from '../../server/listen.ts';
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
import { socketFiles } from '../socket-files.ts';
import type { Surroundings } from '../surroundings.ts';

/** Serves gdb until it kills the machine, the guest ends it or the user interrupts. */
export async function serve(
  wishes: Wishes,
  image: ChosenImage,
  surroundings: Surroundings,
  replayed?: ReadFile,
): Promise<number | CliRefusal> {
  const { stderr, stdout, interrupted } = surroundings;
  const console = promptConsole(wishes.json ? () => undefined : stdout);
  const journal = journalFor(wishes, image, surroundings);
  if (journal !== undefined && isCliRefusal(journal)) return journal;
  const keeping = { past: true, journal };
  const { machine, history, sites, log } = powerOn(wishes, image, console, surroundings, keeping);
  if (replayed !== undefined) history?.takeUp(replayed.records, endOf(replayed));
  const driven = new Debugger({ machine, history, sites, file: servedFile(image), log });
  const { doors, halted } = wishes;
  const door = await listen({ debugger: driven, log, running: !halted, doors, socketFiles });
  if (door.kind === 'listen refusal') {
    journal?.discard();
    return refusals.cannotListen(door.why);
  }
  journal?.begin();
  for (const { place, bits } of door.doors) {
    if (wishes.json) stdout(jsonLine(place, bits));
    if (!isLocal(place)) stderr(openToAll(place));
  }
  if (!wishes.quiet) for (const line of welcome(wishes, image, door.doors)) stderr(line);
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

const jsonLine = (place: Place, bits: ViewBits): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ kind: 'listening', ...place, bits })}\n`);

/** Whether only this host can come in. */
const isLocal = (place: Place): boolean =>
  'path' in place || /^(?:localhost|127\.[0-9.]+|::1)$/.test(place.host);

const openToAll = (place: Place): string =>
  `textpoke: warning: other hosts can reach ${placeText(place)}. The protocol has no ` +
  'authentication: whoever connects owns the machine. tcp:127.0.0.1:PORT is for this host only.';

function welcome(
  wishes: Wishes,
  image: ChosenImage,
  doors: readonly OpenDoor[],
): readonly string[] {
  const { cpuCount, ramBytes } = wishes;
  const machine = `${cpuCount} CPU${cpuCount === 1 ? '' : 's'}, ${ramBytes / 2 ** 20} MiB`;
  const state = wishes.halted ? 'halted at entry, waiting for gdb' : 'running, open to gdb';
  const where = doors.map(({ place }) => placeText(place)).join(' and ');
  return [
    `textpoke: ${machine}, ${state} on ${where} (Ctrl-C here ends it). Type elsewhere:`,
    ...doors.map((door) => `  ${gdbLine(door, image)}`),
  ];
}

/** What to type; a file that gdb cannot read, or that is of another width, is not named. */
function gdbLine({ place, bits }: OpenDoor, { symbols }: ChosenImage): string {
  const address = 'path' in place ? place.path : placeText(place);
  const attach = `gdb -ex 'target remote ${address}'`;
  if (bits !== 64) return `${attach}    (sees ${bits}-bit code)`;
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
