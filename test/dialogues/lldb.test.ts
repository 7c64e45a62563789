/** Dialogues of real lldb with the real machine and its default image, 4 CPUs. */
import { describe, it } from 'vitest';
import type { Stage } from './harness.ts';
import { isThere, neededVersion, playLldb } from './lldb-harness.ts';
import { tinyHypervisor } from './tiny-hypervisor.ts';

const forEver = (): Stage => tinyHypervisor('-append', 'rounds=0');

/** A journal that has an NMI for CPU 2 in it. */
function recorded(): Stage {
  const guest = tinyHypervisor();
  const nmi = { kind: 'inject', what: 'nmi', cpu: 2 } as const;
  const records = [{ at: { steps: 75_966, idle: 0 }, event: nmi }];
  guest.history?.takeUp(records, { steps: 80_000, idle: 0 });
  return guest;
}

type Row = readonly [title: string, name: string, stage: () => Stage];

const plain: readonly (readonly [title: string, name: string])[] = [
  ['shows CPUs, registers, memory and code', 'lldb-attach'],
  ['stops, steps and watches in the boot pass, up to the exit', 'lldb-boot-pass'],
  ['stops in the live pass, the workers running', 'lldb-live-pass'],
  ['is told in words why a CPU shuts down', 'lldb-shutdown'],
  ['sees what an exception interrupted', 'lldb-entries'],
  ['has all kinds of breakpoints, before paging as well', 'lldb-breakpoints'],
  ['has all kinds of watchpoints, on text as well', 'lldb-watchpoints'],
  ['steps in every way, into and out of an NMI', 'lldb-steps'],
  ['shows and changes registers', 'lldb-registers'],
  ['searches and changes memory, and sees what is there', 'lldb-memory'],
  ["uses the machine's own commands, and goes back in time", 'lldb-monitor'],
  ['observes while another one drives', 'lldb-observer'],
];

const dialogues: readonly Row[] = [
  ...plain.map(([title, name]): Row => [title, name, tinyHypervisor]),
  ['leaves in each of its ways, and comes back', 'lldb-attach-again', forEver],
  ['lives through a journal again, to its end or into another future', 'lldb-replay', recorded],
  ['comes in by a UNIX socket', 'lldb-socket', () => ({ ...tinyHypervisor(), bySocket: true })],
  [
    'disassembles 32-bit code by a door of its own',
    'lldb-door-32',
    () => ({ ...tinyHypervisor('-kernel', 'fixtures/guests/rings-32.elf'), bits: 32 }),
  ],
  [
    'disassembles real-mode code by a door of its own',
    'lldb-door-16',
    () => ({ ...tinyHypervisor(), bits: 16 }),
  ],
];

describe.each([14, neededVersion])('lldb-%i', (version) => {
  const lacks = version !== neededVersion && !isThere(version);
  const where = lacks ? ' (not tested: it is not here)' : '';

  it.skipIf(lacks).each(dialogues)(`%s${where}`, async (_, name, stage) => {
    await playLldb(version, name, stage());
  });
});
