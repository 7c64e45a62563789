/** Specifies src/debugger/answers/memory-region.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

const region = (address: string): string => converse().ask(`qMemoryRegionInfo:${address}`);

it('is what is mapped alike around an address', () => {
  expect(region('40001234')).toBe('start:40000000;size:100000;permissions:rwx;');
});

it('is the gap up to the next mapping, or up to the end', () => {
  expect(region('200000')).toBe('start:100000;size:3ff00000;');
  expect(region('ffffffffffffffff')).toBe('start:40100000;size:ffffffffbfefffff;');
});

it('is memory itself behind the window to it', () => {
  expect(region('100000000000010')).toBe('start:100000000000000;size:100000;permissions:rwx;');
});
