/** Specifies src/debugger/triple.ts. */
import { expect, it } from 'vitest';
import { views } from '../../src/debugger/register-view.ts';
import { tripleOf } from '../../src/debugger/triple.ts';

it('is as wide as the door, and of no operating system', () => {
  expect([tripleOf(views[64]), tripleOf(views[32]), tripleOf(views[16])]).toEqual([
    { triple: 'x86_64-unknown-none', pointerBytes: 8 },
    { triple: 'i386-unknown-none', pointerBytes: 4 },
    { triple: 'i386-unknown-none-code16', pointerBytes: 4 },
  ]);
});
