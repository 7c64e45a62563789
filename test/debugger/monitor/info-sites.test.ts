/** Specifies src/debugger/monitor/info-sites.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('shows the same table as info os', () => {
  const gdb = converse();
  expect(gdb.monitor('info sites').result).toBe('OK');
  expect(gdb.monitor('info sites').text).toContain('no image with sites');
  expect(gdb.ask('qXfer:osdata:read:sites:0,1000')).toContain('no image with sites');
});
