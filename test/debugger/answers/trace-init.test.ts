/** Specifies src/debugger/answers/trace-init.ts. */
import { expect, it } from 'vitest';
import { consoleText, converse } from '../conversation.ts';
import { converseInTrace } from '../with-trace.ts';

it('forgets tracepoints and frames, and comes back from one', () => {
  const { history, say, pass } = converseInTrace();
  pass();
  const home = history.moment;
  say('QTFrame:0');
  expect(say('QTinit')).toBe('OK');
  expect(history.moment).toBe(home);
  expect(say('qTfP')).toBe('l');
  expect(say('qTStatus')).toContain('T0;tnotrun:0;tframes:0;');
});

it('is refused with the reason where nothing of the past is kept', () => {
  const [text = '', refused] = converse().resume('QTinit');
  expect(consoleText(text)).toContain('nothing of the past of this machine is kept');
  expect(refused).toBe('E01');
});
