/** Dialogues of real gdb with Debian's Xen, which patches itself at boot, and with its symbols. */
import { describe, expect, it } from 'vitest';
import { commandLine, isThere, kernelPath, notThere, symbolsPath } from '../xen/xen.ts';
import { play } from './harness.ts';
import { poweredOn } from './tiny-hypervisor.ts';

// prettier-ignore
const flags = [
  '-kernel', kernelPath, '-initrd', 'fixtures/dom0/dom0.elf', '-append', commandLine,
  '-smp', '2', '-m', '128',
];

/** Xen asks for MSRs that are not there; the log says so. */
const stage = (...more: readonly string[]) => ({
  ...poweredOn([...flags, ...more], () => undefined),
  symbols: symbolsPath,
});

describe('gdb on Xen', () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }

  it.each([
    ['stops in both passes, in the NMI that CPU 0 sends itself', 'xen-passes'],
    ['sees sites before and after each pass', 'xen-example-sites'],
    ['keeps a breakpoint on a byte that Xen patches', 'xen-breakpoint-on-patched-byte'],
    ['steps out of the NMI to where it came', 'xen-step-out-of-nmi'],
    ['sees a site torn by watching its first byte', 'xen-watch'],
    ['goes back to who wrote a site, and to where CPU 1 began', 'xen-time-travel'],
    ['lets both CPUs go, or one of them, or one by steps', 'xen-resume'],
    ['watches what two CPUs tell each other, and knows the address', 'xen-watch-data'],
    ['has its conditions evaluated here', 'xen-conditions'],
    ['has its dprintf printed from here', 'xen-dprintf'],
    ['searches and compares memory, up to holes and without page tables', 'xen-memory'],
    ['shows and changes registers of both CPUs', 'xen-registers'],
    ['goes to the moments of trace frames', 'xen-tracepoints'],
    ['traces on conditions, counts, and steps behind hits', 'xen-tracing-on'],
    ['knows the branches of each CPU', 'xen-branch-trace'],
  ])('%s', async (_, name) => {
    await play(name, stage());
  });

  it('stops Xen by Ctrl-C', async () => {
    await play('xen-ctrl-c', { ...stage(), ctrlCAfterSlices: 50 });
  });

  it.each([
    ['catches a torn site, and goes back to who tore it', 'xen-catch-torn'],
    ['shows the tables that CPUs use, and those of the sites', 'xen-tables'],
  ])('%s', async (_, name) => {
    await play(name, stage('--symbols', symbolsPath));
  });

  it('sees a machine check tear Xen', async () => {
    const xen = stage();

    await play('xen-torn-mce', xen);

    expect(xen.printed()).toContain('FATAL TRAP: vector = 6 (invalid opcode)');
  });
});
