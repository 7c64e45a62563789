/** Builds the machine that a user asked for, with its console, log and site table. */
import { linearAddress, physicalAddress } from '../foundation/addresses.ts';
import { createLog } from '../foundation/log.ts';
import type { Log } from '../foundation/log.ts';
import { Checkpoints } from '../history/checkpoint.ts';
import { Computer } from '../machine/computer.ts';
import type { Machine } from '../machine/machine.ts';
import { isMalformed } from '../../protocol/layout.ts';
import type { Malformed } from '../../protocol/layout.ts';
import { openImage } from '../patching/image.ts';
import type { Image } from '../patching/image.ts';
import { siteTable } from '../patching/site-table.ts';
import type { ReadLinear, SiteTable } from '../patching/site-table.ts';
import type { Wishes } from './command-line.ts';
import type { GuestConsole } from './console.ts';
import type { ChosenImage } from './image.ts';
import type { Surroundings } from './surroundings.ts';

export interface PoweredOn {
  readonly machine: Machine;
  readonly sites: SiteTable;
  readonly log: Log;
  /** Brings the machine back to its first moment, if it is one that can go back. */
  readonly restart: (() => void) | undefined;
}

/** Powers the machine on: the plan carried out, CPU 0 at the entry, nothing executed yet. */
export function powerOn(
  wishes: Wishes,
  image: ChosenImage,
  console: GuestConsole,
  { createMachine, stderr }: Surroundings,
): PoweredOn {
  const log = createLog(stderr, wishes.channels);
  const machine = createMachine({
    model: wishes.model,
    cpuCount: wishes.cpuCount,
    ramBytes: wishes.ramBytes,
    plan: image.plan,
    console: (byte) => console.write(byte),
    log,
    quantum: wishes.quantum,
    nsPerInstruction: wishes.nsPerInstruction,
    seed: wishes.seed,
  });
  const { symbols } = image;
  const sites = siteTable(symbols.bytes, imageReader(machine, symbols.bytes));
  return { machine, log, sites, restart: restartOf(machine) };
}

function restartOf(machine: Machine): (() => void) | undefined {
  if (!(machine instanceof Computer)) return undefined;
  const checkpoints = new Checkpoints(machine);
  const first = checkpoints.take();
  return () => checkpoints.restore(first);
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
