/** Specifies src/debugger/monitor/info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has a row for each CPU', () => {
  const lines = converse({ cpuCount: 3 }).monitor('info cpus').text.trimEnd().split('\n');
  expect(lines[3]).toMatch(/^CPU#2 +3 +running +ring 0, 64-bit +0x0000000000001200 /);
});
