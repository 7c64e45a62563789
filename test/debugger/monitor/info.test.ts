/** Specifies src/debugger/monitor/info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has a row for each CPU', () => {
  const lines = converse({ cpuCount: 3 }).monitor('info cpus').text.trimEnd().split('\n');
  expect(lines[3]).toMatch(/^CPU#2 +3 +running +ring 0, 64-bit +0x0000000000001200 /);
});

it('shows what belongs to one CPU of the selected one, or of the one that is named', () => {
  const gdb = converse({ cpuCount: 2 });
  const owner = (line: string): string =>
    /CPU#\d/.exec(gdb.monitor(line).text)?.[0] ?? gdb.monitor(line).text;
  for (const table of ['idt', 'gdt', 'pagetables']) {
    expect([owner(`info ${table}`), owner(`info ${table} 1`)]).toEqual(['CPU#0', 'CPU#1']);
    expect(gdb.monitor(`info ${table} 2`)).toEqual({ text: 'which CPU? 0 to 1\n', result: 'E01' });
  }
  expect(gdb.monitor('info cpus 1').text).toBe('info cpus has no words\n');
});
