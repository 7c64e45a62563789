/** Builds the machine that a user asked for, with its console, log and site table. */
import { linearAddress, physicalAddress } from '../foundation/addresses.ts';
import { createLog } from '../foundation/log.ts';
import type { Log } from '../foundation/log.ts';
import { defaultBounds } from '../history/checkpoint.ts';
import { History } from '../history/history.ts';
import { Computer } from '../machine/computer.ts';
import type { Machine } from '../machine/machine.ts';
import { isMalformed } from '../../protocol/layout.ts';
import type { Malformed } from '../../protocol/layout.ts';
import { openImage } from '../patching/image.ts';
import type { Image } from '../patching/image.ts';
import { siteTable } from '../patching/site-table.ts';
import type { ReadLinear, SiteTable } from '../patching/site-table.ts';
import type { Wishes } from './command-line.ts';
import type { JournalRecord } from '../../protocol/journal/journal.ts';
import type { GuestConsole } from './console.ts';
import type { ChosenImage } from './image.ts';
import type { JournalFile } from './journal-file.ts';
import type { Surroundings } from './surroundings.ts';

export interface PoweredOn {
  readonly machine: Machine;
  /** The same machine, if its past is kept. */
  readonly history: History | undefined;
  readonly sites: SiteTable;
  readonly log: Log;
}

/** Whether the machine's past is kept, and where what comes from outside is written down. */
export interface Keeping {
  readonly past: boolean;
  readonly journal?: JournalFile | undefined;
}

/**
 * Powers the machine on: the plan carried out, CPU 0 at the entry, nothing executed yet. With
 * `past` it can go back in time, and says on the console only what it has not said before.
 */
export function powerOn(
  wishes: Wishes,
  image: ChosenImage,
  console: GuestConsole,
  { createMachine, stderr }: Surroundings,
  { past, journal }: Keeping = { past: false },
): PoweredOn {
  const log = createLog(stderr, wishes.channels);
  let history: History | undefined;
  const computer = createMachine({
    model: wishes.model,
    cpuCount: wishes.cpuCount,
    ramBytes: wishes.ramBytes,
    plan: image.plan,
    console: (byte) => {
      if (history?.isNews !== false) console.write(byte);
    },
    log,
    quantum: wishes.quantum,
    nsPerInstruction: wishes.nsPerInstruction,
    seed: wishes.seed,
  });
  if (past && computer instanceof Computer) {
    const recorder = (record: JournalRecord | undefined): void => {
      if (record === undefined) journal?.replace(history?.records ?? []);
      else journal?.append(record);
    };
    const bounds = { ...defaultBounds, bytes: wishes.checkpointBytes };
    history = new History({ computer, bounds, recorder });
  }
  const machine = history ?? computer;
  const { symbols } = image;
  return {
    machine,
    history,
    log,
    sites: siteTable(symbols.bytes, imageReader(machine, symbols.bytes)),
  };
}

/** Until CPU 0 has paging, an image linked high is where its segments were loaded. */
function imageReader(machine: Machine, file: Uint8Array): ReadLinear {
  let opened: Image | Malformed | undefined;
  const paging = 1n << 31n;
  return (address, bytes) => {
    if ((machine.readRegister(0, 'cr0') & paging) !== 0n) {
      return machine.readLinear(0, address, bytes);
    }
    const image = (opened ??= openImage(file));
    const loaded = isMalformed(image) ? undefined : image.physicalOf(linearAddress(address));
    if (loaded === undefined || loaded + bytes > machine.ramBytes) return new Uint8Array(0);
    return machine.readPhysical(physicalAddress(loaded), bytes);
  };
}
