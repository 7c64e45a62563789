/** Specifies src/debugger/answers/define-trace-variable.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('sets a variable, but none that is worked out here', () => {
  const { say } = converseWithTrace();
  expect(say('QTDV:7:2a:0:6e')).toBe('OK');
  expect(say('qTV:7')).toBe('V2a');
  expect(say('QTDV:1:2a:1:6e')).toBe('OK');
  expect(say('qTV:1')).toBe('V30d40');
});

it('has a bound', () => {
  const { say } = converseWithTrace();
  for (let number = 16; number < 16 + 256; number += 1) say(`QTDV:${number.toString(16)}:0:0:6e`);
  expect(say('QTDV:fff:0:0:6e')).toBe('E01');
});
