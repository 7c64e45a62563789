/** Dialogues of real lldb with the real machine and its default image, 4 CPUs. */
import { describe, it } from 'vitest';
import { isThere, playLldb } from './lldb-harness.ts';
import { tinyHypervisor } from './tiny-hypervisor.ts';

/** Debian's lldb-14 and lldb-19 exclude each other: the tests install the newer one. */
const needed = 19;

describe.each([14, needed])('lldb-%i', (version) => {
  const lacks = version !== needed && !isThere(version);
  const where = lacks ? ' (not tested: it is not here)' : '';

  it.skipIf(lacks).each([
    ['shows CPUs, registers, memory and code', 'lldb-attach'],
    ['stops, steps and watches in the boot pass, up to the exit', 'lldb-boot-pass'],
    ['stops in the live pass, the workers running', 'lldb-live-pass'],
    ['is told in words why a CPU shuts down', 'lldb-shutdown'],
    ['sees what an exception interrupted', 'lldb-entries'],
    ['has all kinds of breakpoints, before paging as well', 'lldb-breakpoints'],
    ['has all kinds of watchpoints, on text as well', 'lldb-watchpoints'],
    ['steps in every way, into and out of an NMI', 'lldb-steps'],
  ])(`%s${where}`, async (_, name) => {
    await playLldb(version, name, tinyHypervisor());
  });

  it.skipIf(lacks)(`leaves in each of its ways, and comes back${where}`, async () => {
    await playLldb(version, 'lldb-attach-again', tinyHypervisor('-append', 'rounds=0'));
  });
});
