/** Specifies src/debugger/answers/select-trace-frame.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseInTrace } from '../with-trace.ts';

it('goes to the moment of a frame, and back', () => {
  const { history, say, pass } = converseInTrace();
  pass();
  const home = history.moment;
  expect(say('QTFrame:0')).toBe('F0T1');
  expect(history.moment).toBeLessThan(home);
  expect(say('QTFrame:ffffffff')).toBe('OK');
  expect(history.moment).toBe(home);
});

it('reads the registers of the CPU that was hit, whatever Hg says', () => {
  const { say, place, pass } = converseInTrace();
  pass();
  say('Hgp1.1');
  say('QTFrame:0');
  const rip = Buffer.from(BigInt(`0x${place}`).toString(16), 'hex')
    .reverse()
    .toString('hex');
  expect(say('p10')).toBe(rip);
  say('Hgp1.1');
  expect(say('p10')).toBe(rip);
  say('QTFrame:ffffffff');
  expect(say('p10')).not.toBe(rip);
});

it('lets nothing be changed or run meanwhile', () => {
  const { say, monitor, pass } = converseInTrace();
  pass();
  say('QTFrame:0');
  expect(say('vCont;c')).toBe('E01');
  expect(say('M1000,1:00')).toBe('E01');
  expect(monitor('seek start').text).toBe('you look at trace frame 0: "tfind none" comes back\n');
});

it('says so where there is none', () => {
  const { say } = converseInTrace();
  expect(say('QTFrame:0')).toBe('F-1');
  expect(converse().resume('QTFrame:0').at(-1)).toBe('E01');
});
