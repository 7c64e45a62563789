/** Dialogues of real lldb with Debian's Xen on 2 CPUs, and with its symbols. */
import { describe, it } from 'vitest';
import { isThere, notThere } from '../xen/xen.ts';
import { isThere as isLldbThere, neededVersion, playLldb } from './lldb-harness.ts';
import { xenStage } from './xen-stage.ts';

describe.each([14, neededVersion])('lldb-%i on Xen', (version) => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }
  const lacks = version !== neededVersion && !isLldbThere(version);
  const where = lacks ? ' (not tested: it is not here)' : '';

  it.skipIf(lacks).each([
    ['stops and watches in both passes, and where CPU 1 begins', 'lldb-xen-passes'],
    ["goes back in time by the machine's own commands", 'lldb-xen-time'],
    ['sees dom0 end, and Xen halt', 'lldb-xen-end'],
  ])(`%s${where}`, async (_, name) => {
    await playLldb(version, name, xenStage());
  });
});
