/** Dialogues of real gdb with Debian's Xen, which has no symbols of its own. */
import { describe, it } from 'vitest';
import { xenWithSymbols } from '../xen/with-symbols.ts';
import { isThere, notThere } from '../xen/xen.ts';
import { play } from './harness.ts';

describe('gdb', () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }

  it("finds Xen's symbols over the link, and its patch sites", async () => {
    await play('xen-sites', xenWithSymbols());
  }, 120_000);
});
