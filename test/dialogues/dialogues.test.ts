/** Dialogues of real gdb with the real machine and its default image, 4 CPUs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { play } from './harness.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

const stage = (...flags: readonly string[]) => ({
  ...tinyHypervisor(...flags),
  symbols: imagePath,
});

const folder = mkdtempSync(join(tmpdir(), 'textpoke-narrow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A guest of 32-bit code as the 32-bit file it could be. */
const narrowGuest = join(folder, 'rings-32.elf');
execFileSync('objcopy', ['-O', 'elf32-i386', 'fixtures/guests/rings-32.elf', narrowGuest]);

describe('gdb', () => {
  it.each([
    ['shows CPUs, tables and the monitor', 'attach'],
    ['shows and changes registers', 'registers'],
    ['shows and changes what only the CPU itself sees', 'system-registers'],
    ['searches and compares memory, and sees it without page tables', 'memory'],
    ['shows where memory lies, and physical memory', 'physical-memory'],
    ['shows the tables that CPUs use', 'tables'],
    ['stops in the boot pass, in NMI context', 'boot-pass'],
    ['stops in the live pass, the workers running', 'live-pass'],
    ['stops where another CPU meets the int3 of a patch', 'int3'],
    ['keeps breakpoints on A and A+1 apart', 'adjacent-breakpoints'],
    ['keeps a breakpoint on a byte that is patched', 'breakpoint-on-patched-byte'],
    ['sees text change through another mapping', 'alias-watch'],
    ['steps into a self-NMI, and sees the next one wait', 'step-into-nmi'],
    ['steps into an NMI in the midst of a live patch', 'step-into-nmi-live'],
    ['injects an NMI and a machine check', 'inject'],
    ['steps by source lines, other CPUs running or held', 'source-steps'],
    ['has all kinds of breakpoints, before paging as well', 'breakpoints'],
    ['follows a CPU from its SIPI into C', 'smp-boot'],
    ['follows a CPU into the guest that it hosts, and out', 'guest'],
    ['leaves the guest at its end', 'guest-exit'],
    ['stops where a CPU shuts down', 'triple-fault'],
    ['observes while another one drives', 'observer'],
    ['reports each of several CPUs at one breakpoint', 'two-at-once'],
    ['goes back in time, on four CPUs', 'time-travel'],
    ['has its conditions evaluated here', 'conditions'],
    ['catches vectors, patches and other things that happen', 'catch'],
    ['has its dprintf printed from here', 'dprintf'],
    ['goes to the moments of trace frames', 'tracepoints'],
    ['knows the branches of each CPU', 'branch-trace'],
    ['traces on conditions, counts, and steps behind hits', 'conditional-tracepoints'],
  ])('%s', async (_, name) => {
    await play(name, stage());
  });

  it('stops the guest by Ctrl-C', async () => {
    await play('ctrl-c', { ...stage('-append', 'rounds=0'), ctrlCAfterSlices: 3 });
  });

  it('calls functions of the guest', async () => {
    // Where gdb watches by stepping, it gives up in a frame of which it knows no caller: a guest's.
    await play('calls', stage('-cpu', 'qemu64,-svm'));
  });

  it('finds symbols over the link, without being told of a file', async () => {
    await play('served-symbols', tinyHypervisor());
  });

  it('disassembles real-mode code by a door of its own', async () => {
    await play('door-16', { ...tinyHypervisor(), bits: 16 });
    const narrow = tinyHypervisor('-kernel', narrowGuest);
    await play('door-16-file', { ...narrow, symbols: narrowGuest, bits: 16 });
  });

  it('disassembles 32-bit code by a door of its own', async () => {
    await play('door-32', { ...tinyHypervisor('-kernel', narrowGuest), bits: 32 });
  });

  it('does not understand 64-bit registers where it has a 32-bit file', async () => {
    await play('narrow-file', {
      ...tinyHypervisor('-kernel', narrowGuest),
      symbols: narrowGuest,
    });
  });

  it('starts the machine anew by run, kills it and starts it again', async () => {
    await play('run-again', stage());
  });

  it('detaches and attaches in one session', async () => {
    await play('attach-again', stage('-append', 'rounds=0'));
  });

  it('lives through a journal again, to its end or into another future', async () => {
    const guest = stage();
    const nmi = { kind: 'inject', what: 'nmi', cpu: 2 } as const;
    const records = [{ at: { steps: 75_966, idle: 0 }, event: nmi }];
    guest.history?.takeUp(records, { steps: 80_000, idle: 0 });

    await play('replay', guest);
  });

  it('leaves and comes back', async () => {
    await play('reattach', stage('-append', 'rounds=0'));
  });
});
