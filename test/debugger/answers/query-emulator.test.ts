/** Specifies src/debugger/answers/query-emulator.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it("names the packets of QEMU's that are here", () => {
  expect(converse().ask('qqemu.Supported')).toBe('sstepbits;sstep;PhyMemMode');
});
