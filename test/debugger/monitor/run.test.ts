/** Specifies src/debugger/monitor/run.ts. */
import { describe, expect, it } from 'vitest';
import { slipsBetween } from '../../../src/debugger/monitor/run.ts';
import { converse } from '../conversation.ts';

describe('a monitor line', () => {
  it('may be shortened as long as it means one command', () => {
    const { monitor } = converse();
    expect(monitor('i s').text).toBe(monitor('info sites').text);
    expect(monitor('w').text).toBe(monitor('when').text);
  });

  it.each([
    ['info c', '"info c" may be "info checkpoints", "info cpus"\n'],
    ['inj', '"inj" may be "inject mce", "inject nmi"\n'],
    ['wehn', 'no monitor command "wehn"; did you mean "when"?\n'],
    ['info sties', 'no monitor command "info sties"; did you mean "info sites"?\n'],
    ['frobnicate', 'no monitor command "frobnicate"; try "help"\n'],
  ])('%j is not understood, and the answer helps', (line, text) => {
    expect(converse().monitor(line)).toEqual({ text, result: 'E01' });
  });

  it('without words is a call for help', () => {
    const { monitor } = converse();
    expect(monitor(' ').text).toBe(monitor('help').text);
  });
});

it('counts slips', () => {
  expect([
    slipsBetween('when', 'when'),
    slipsBetween('when', 'wehn'),
    slipsBetween('', 'ab'),
  ]).toEqual([0, 2, 2]);
});
