/** Specifies src/debugger/answers/interrupt.ts. */
import { expect, it } from 'vitest';
import { textOfBytes } from '../../../protocol/rsp/numbers.ts';
import { toBytes } from '../../protocol/rsp/packets/specification.ts';
import { converse } from '../conversation.ts';

it('has its reply, and then the stop of all, while everything else has to wait', () => {
  const { seat } = converse();
  seat.ask(toBytes('vCont;c'));
  expect([seat.waits(toBytes('g')), seat.waits(toBytes('vCtrlC'))]).toEqual([true, false]);
  const { bodies, running } = seat.ask(toBytes('vCtrlC'));
  expect(bodies.map(textOfBytes)).toEqual(['OK', expect.stringMatching(/^T02/)]);
  expect(running).toBe(false);
});

it('stops nothing where nothing runs', () => {
  expect(converse().ask('vCtrlC')).toBe('OK');
});
