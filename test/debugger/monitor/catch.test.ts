/** Specifies src/debugger/monitor/catch.ts; what is caught is seen in test/dialogues/catch.gdb. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('says what is caught, and forgets it all', () => {
  const { monitor, machine } = converse();
  expect(monitor('catch').text).toBe('nothing is caught\n');
  expect(monitor('catch vector #PF').text).toBe('catching vector 14\n');
  expect(monitor('catch msr 0xc0000080').text).toBe('catching msr 0xc0000080\n');
  expect(monitor('catch').text).toBe('caught: vector 14, msr 0xc0000080\n');
  expect([...(machine.audience?.kinds ?? [])]).toEqual(['vector', 'msr']);
  expect(monitor('catch off').text).toBe('nothing is caught\n');
  expect(machine.audience).toBeUndefined();
});

it('tells apart what vectors are', () => {
  const { monitor, machine } = converse();
  monitor('catch exception');
  const hears = (vector: number): boolean | undefined =>
    machine.audience?.hears({ kind: 'vector', cpu: 0, vector, errorCode: 0 });
  expect([2, 3, 14, 18, 32].map(hears)).toEqual([false, true, true, true, false]);
  monitor('catch nmi');
  expect(hears(2)).toBe(true);
});

it.each(['vector', 'vector 256', 'msr', 'nothing', 'torn'])('refuses "catch %s"', (words) => {
  expect(converse().monitor(`catch ${words}`).result).not.toBe('OK');
});

it('knows that a triple fault stops anyway', () => {
  expect(converse().monitor('catch tripleFault').text).toContain('always stops');
});
