/** Dialogues of real gdb with Debian's Xen, which has no symbols of its own. */
import { describe, it } from 'vitest';
import { debianXen, whyNoXen } from '../fixtures/debian-xen.ts';
import { play } from './harness.ts';

describe.skipIf(whyNoXen !== '')(`gdb${whyNoXen}`, () => {
  it("finds Xen's symbols over the link, and its patch sites", async () => {
    const { machine, sites, file } = debianXen();
    await play('xen-sites', { machine, sites, file });
  }, 120_000);
});
