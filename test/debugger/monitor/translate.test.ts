/** Specifies src/debugger/monitor/translate.ts. */
import { expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';
import { converse, converseOver } from '../conversation.ts';

const translation = (machine: Machine, words: string): string =>
  converseOver(machine).monitor(`translate ${words}`).text;

it('shows each entry on the way, and the end of it', () => {
  const bare = bareMachine({ code: assemble('nop') });
  expect(translation(bare.computer, '0x100123')).toBe(
    [
      'CPU 0',
      '  PML4E at 0x1000                 0x2007  writable user',
      '  PDPTE at 0x2000                 0x3007  writable user',
      '  PDE   at 0x3000                0x10007  writable user',
      '  PTE   at 0x10800              0x100007  writable user',
      '0x100123 is physical 0x100123, in a page of 4 KiB',
      '',
    ].join('\n'),
  );
});

it('says which entry ends the way', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.poke64(place.pdpt + 8, 0n);
  expect(translation(bare.computer, '40000000 0').split('\n').slice(2)).toEqual([
    '  PDPTE at 0x2008                    0x0  not present',
    '0x40000000 is not mapped: its last entry ends the way',
    '',
  ]);
});

it('names large pages by their size', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.poke64(place.pdpt + 8, 0x8000_0000_4000_0083n);
  expect(translation(bare.computer, '0x40012345').split('\n').slice(2)).toEqual([
    '  PDPTE at 0x2008     0x8000000040000083  writable no-execute',
    '0x40012345 is physical 0x40012345, in a page of 1 GiB',
    '',
  ]);
});

it('names what caches do with a page, and whether it is global', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.poke64(place.pdpt + 8, 0x4000_019bn);
  expect(translation(bare.computer, '0x40000000').split('\n')[2]).toBe(
    '  PDPTE at 0x2008             0x4000019b  writable write-through uncached global',
  );
});

it('gives no meaning to bits of a table that only pages have', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.poke64(place.pdpt, 0x3147n);
  expect(translation(bare.computer, '0x100123').split('\n')[2]).toBe(
    '  PDPTE at 0x2000                 0x3147  writable user',
  );
});

it('goes without tables where paging is off', () => {
  const bare = bareMachine({ code: assemble('nop', 0x7000, 16), at: 0x7000, mode: 'real' });
  expect(translation(bare.computer, '0x7000')).toBe(
    'CPU 0\n0x7000 is physical 0x7000, without paging\n',
  );
});

it.each(['', 'here', '0 2', '0 -1'])('refuses "%s"', (words) => {
  expect(converse().monitor(`translate ${words}`).result).toBe('E01');
});
