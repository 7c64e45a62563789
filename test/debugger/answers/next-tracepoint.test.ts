/** Specifies src/debugger/answers/next-tracepoint.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('goes on, piece by piece, to the end', () => {
  const { say, place } = converseInTrace();
  say(`QTDP:-1:${place}:Rff`);
  say(`QTDP:-1:${place}:SX1,27`);
  say('QTDP:2:1000:D:0:0');
  expect(say('qTsP')).toBe('l');
  say('qTfP');
  expect([say('qTsP'), say('qTsP'), say('qTsP'), say('qTsP')]).toEqual([
    `A1:${place}:Rff`,
    `S1:${place}:X1,27`,
    'T2:1000:D:0:0',
    'l',
  ]);
});
