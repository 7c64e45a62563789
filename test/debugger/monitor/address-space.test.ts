/** Specifies src/debugger/monitor/address-space.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is any at first, and what is said from then on', () => {
  const { monitor, machine } = converse();
  expect(monitor('address-space').text).toBe('breakpoints stop in any address space\n');
  machine.writeRegister(0, 'cr3', 0x212003n);
  expect(monitor('address-space current').text).toContain('the address space at 0x212000');
  expect(monitor('address-space 0x7000').text).toContain('the address space at 0x7000');
  expect(monitor('address-space 0x7001').result).not.toBe('OK');
  expect(monitor('address-space any').text).toContain('any address space');
});
