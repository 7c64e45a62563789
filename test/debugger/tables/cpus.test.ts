/** Specifies src/debugger/tables/cpus.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('says what each CPU is doing, and where', () => {
  const { text } = converse({ cpuCount: 2 }).monitor('info cpus');
  expect(text.split('\n')[0]).toMatch(/^CPU +Thread +Activity +Mode +rip +cr3 +APIC id$/);
  expect(text).toMatch(/^CPU#1 +2 +running +ring 0, 64-bit +0x0000000000001100 /m);
});
