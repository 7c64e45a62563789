/** Specifies src/debugger/happenings.ts. */
import { expect, it } from 'vitest';
import { describeHappening } from '../../src/debugger/happenings.ts';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import type { Happening } from '../../src/machine/happening.ts';

const store = {
  kind: 'store',
  cpu: 0,
  rip: linearAddress(0x1000),
  physical: physicalAddress(0x2000),
  isCode: true,
  before: Uint8Array.of(0x0f, 0x1f),
  after: Uint8Array.of(0x66, 0x90),
} as const;

it.each<[Happening, string]>([
  [{ kind: 'vector', cpu: 1, vector: 2, errorCode: 0 }, 'CPU 1 takes vector 2, NMI'],
  [
    { kind: 'vector', cpu: 0, vector: 14, errorCode: 2 },
    'CPU 0 takes vector 14, #PF, error code 0x2',
  ],
  [{ kind: 'vector', cpu: 0, vector: 0xfb, errorCode: 0 }, 'CPU 0 takes vector 251'],
  [{ kind: 'cr3', cpu: 2, value: 0x7000n }, 'CPU 2 has set CR3 to 0x7000'],
  [
    { kind: 'msr', cpu: 0, number: 0x1b, access: 'read', value: 0xfee00900n },
    'CPU 0 has read MSR 0x1b: 0xfee00900',
  ],
  [
    { kind: 'ipi', cpu: 0, command: 0x400, to: 0 },
    'CPU 0 sends NMI, vector 0x0, to destination 0x0',
  ],
  [
    { kind: 'ipi', cpu: 0, command: 0xc00fd, to: 0 },
    'CPU 0 sends fixed, vector 0xfd, to all but itself',
  ],
  [
    { kind: 'exit', cpu: 0, status: 3, how: undefined },
    'CPU 0 has ended the machine with status 3: the only way from here is back',
  ],
  [
    { kind: 'exit', cpu: 1, status: 0, how: 'reset the machine by port 0x92' },
    'CPU 1 reset the machine by port 0x92: the only way from here is back',
  ],
  [store, 'CPU 0 at 0x1000 has written physical 0x2000: 0f 1f is now 66 90'],
])('%o in words', (happening, words) => {
  expect(describeHappening(happening)).toBe(words);
});
