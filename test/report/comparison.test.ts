/** Specifies src/report/comparison.ts. */
import { expect, it } from 'vitest';
import { differenceText } from '../../src/report/comparison.ts';

const difference = {
  moment: 41,
  steps: 40,
  instruction: {
    address: 0x100040n,
    codeBits: 32,
    bytes: Uint8Array.of(0x0f, 0x22, 0xc0),
    name: 'movToControl',
  },
  registers: ['rax', 'eflags', 'efer'],
  names: ['rax'],
  here: new Map([
    ['rax', 1n],
    ['eflags', 2n],
    ['efer', 0n],
  ]),
  there: new Map([
    ['rax', 5n],
    ['eflags', 2n],
  ]),
  flags: [],
  against: 'localhost:1234',
};

it('a difference shows where it is and both register sets, with a star where they differ', () => {
  expect(differenceText(difference)).toEqual([
    'first difference at step 41, moment 41',
    '  after 0f 22 c0 (movToControl) at 0x100040, 32-bit code',
    '',
    '  register  here              localhost:1234',
    '* rax       0000000000000001  0000000000000005',
    '  eflags    0000000000000002  0000000000000002',
  ]);
});

it('a difference of flags only says so in its first line', () => {
  const flags = ['CF', 'AF'];

  expect(differenceText({ ...difference, flags })[0]).toBe(
    'first difference at step 41, moment 41, only flags differ: CF AF',
  );
});
