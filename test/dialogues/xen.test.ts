/** Dialogues of real gdb with Debian's Xen, which patches itself at boot, and with its symbols. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { isThere, kernelPath, notThere, symbolsPath } from '../xen/xen.ts';
import { play } from './harness.ts';
import { xenStage as stage } from './xen-stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'textpoke-narrow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Xen's own file, which is a 32-bit one. */
function narrowFile(): string {
  const path = join(folder, 'xen');
  writeFileSync(path, gunzipSync(readFileSync(kernelPath)));
  return path;
}

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
    ['makes other futures of the past, and keeps the old ones', 'xen-past'],
    ['starts the machine anew by run, kills it and starts it again', 'xen-run-again'],
    ['follows a CPU from its SIPI into C', 'xen-smp-boot'],
    ['is told of stops by signals, and passes none on', 'xen-signals'],
  ])('%s', async (_, name) => {
    await play(name, stage());
  });

  it('finds symbols over the link, by a UNIX socket', async () => {
    const { machine, history, sites, file } = stage('--symbols', symbolsPath);
    await play('xen-served-symbols', { machine, history, sites, file, bySocket: true });
  });

  it('does not understand 64-bit registers where it has a 32-bit file', async () => {
    await play('xen-narrow-file', { ...stage(), symbols: narrowFile() });
  });

  it('disassembles 32-bit and 16-bit code by doors of their own', async () => {
    await play('xen-door-32', { ...stage(), symbols: narrowFile(), bits: 32 });
    const { machine, history, sites } = stage();
    await play('xen-door-16', { machine, history, sites, bits: 16 });
  });

  it('stops Xen by Ctrl-C', async () => {
    await play('xen-ctrl-c', { ...stage(), ctrlCAfterSlices: 50 });
  });

  it.each([
    ['catches a torn site, and goes back to who tore it', 'xen-catch-torn'],
    ['catches vectors, patches and other things that happen', 'xen-catch'],
    ['observes while another one drives', 'xen-observer'],
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
