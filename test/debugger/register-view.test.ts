/** Specifies src/debugger/register-view.ts. */
import { expect, it } from 'vitest';
import { readRegisterPlaces } from '../../protocol/rsp/target-description/read.ts';
import { views } from '../../src/debugger/register-view.ts';

it.each([
  [64, 'i386:x86-64'],
  [32, 'i386'],
  [16, 'i8086'],
] as const)('describes for %i-bit code what it carries, as gdb calls it: %s', (bits, name) => {
  const view = views[bits];
  expect(view.description).toContain(`<architecture>${name}</architecture>`);
  const described = readRegisterPlaces(view.description);
  expect(described).toEqual(view.places.map(({ name, at, bytes }) => ({ name, at, bytes })));
});

it('has the order of gdb for an i386, in which ecx comes second', () => {
  const names = views[32].places.map(({ name }) => name);
  expect(names.slice(0, 17).join(' ')).toBe(
    'eax ecx edx ebx esp ebp esi edi eip eflags cs ss ds es fs gs st0',
  );
  expect(names).not.toContain('xmm8');
  expect(names).toContain('cr3');
});

it('has no pointers wider than those of an i386', () => {
  const wide = views[32].places.filter(({ bytes }) => bytes === 8).map(({ name }) => name);
  const typed = new RegExp(`<reg name="(?:${wide.join('|')})" [^>]*_ptr`);
  expect(views[32].description).not.toMatch(typed);
});
