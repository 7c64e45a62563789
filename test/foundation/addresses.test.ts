import { expect, it } from 'vitest';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';

it('linear addresses are 64 bits, whichever sign they came with', () => {
  expect(linearAddress(-1)).toBe(0xffffffffffffffffn);
  expect(linearAddress(0x1_ffff82d0_40200000n)).toBe(0xffff82d040200000n);
  expect(physicalAddress(0x1000)).toBe(4096);
});
