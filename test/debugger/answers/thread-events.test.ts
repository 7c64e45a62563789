/** Specifies src/debugger/answers/thread-events.ts. */
import { expect, it } from 'vitest';
import { converseWithPast } from '../with-past.ts';

it('stops where a CPU has come up by its SIPI, before its first instruction, and only when asked', () => {
  const { ask, history } = converseWithPast();
  expect(ask('QThreadEvents:1')).toEqual(['OK']);
  expect(ask('vCont;c').at(-1)).toMatch(/^T05.*create:;thread:p1.2;core:1;$/);
  expect([history.activity(1), history.readRegister(1, 'rip')]).toEqual(['running', 0n]);
  // Nobody else has to come up: it runs to its end.
  expect(ask('vCont;c').at(-1)).toMatch(/^W00/);
  expect(converseWithPast().ask('vCont;c').at(-1)).toMatch(/^W00/);
});
