/** Specifies src/debugger/tracing/tracing.ts: what becomes of hits. */
import { describe, expect, it } from 'vitest';
import { runAll } from '../../machine/hypervisor.ts';
import { consoleText } from '../conversation.ts';
import { converseInTrace } from '../with-trace.ts';

const framesOf = (status = ''): number =>
  Number.parseInt(/tframes:([0-9a-f]+)/.exec(status)?.[1] ?? '', 16);

describe('a tracepoint', () => {
  it('stops nobody', () => {
    const { history, pass } = converseInTrace();
    const before = history.moment;
    pass();
    expect(history.moment).toBe(before + 10_000);
  });

  it('is hit where its condition holds: $trace_cpu is 1', () => {
    const everywhere = converseInTrace();
    const there = converseInTrace('E:0:0:X7,2c0002220113' + '27');
    const nowhere = converseInTrace('E:0:0:X3,220027');
    for (const { pass } of [everywhere, there, nowhere]) pass();
    const [all, some, none] = [everywhere, there, nowhere].map(({ say }) =>
      framesOf(say('qTStatus')),
    );
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThanOrEqual(all ?? 0);
    expect(none).toBe(0);
  });

  it('ends tracing where its condition or its action cannot be evaluated', () => {
    const condition = converseInTrace('E:0:0:X4,22001727');
    condition.pass();
    expect(condition.say('qTStatus')).toMatch(/^T0;terror:[0-9a-f]+:1;tframes:0;/);
    const action = converseInTrace();
    action.say(`QTDP:-1:${action.place}:X4,22001727`);
    action.pass();
    expect(action.say('qTStatus')).toMatch(/^T0;terror:[0-9a-f]+:1;tframes:1;/);
  });

  it('makes frames of the steps behind a hit, as soon as they have been', () => {
    const { history, say, place, pass } = converseInTrace('E:4:1');
    while (say(`qTP:1:${place}`) === 'V0:0') runAll(history, 1);
    const first = framesOf(say('qTStatus'));
    pass();
    expect(first).toBeLessThan(5);
    expect(framesOf(say('qTStatus'))).toBe(5);
    say('QTFrame:0');
    const hit = history.moment;
    expect(say('QTFrame:1')).toBe('F1T1');
    expect(history.moment).toBeGreaterThan(hit);
    expect(say(`QTFrame:pc:${place}`)).toBe('F-1');
  });
});

describe('steps behind hits for which there is no room', () => {
  it('are counted, told once on the console, and end tracing', () => {
    const { ask, say, pass } = converseInTrace('E:5:1');
    say('QTBuffer:size:60');
    pass();
    const [text = '', status, ...more] = ask('qTStatus');
    const lost = /^textpoke: (\d+) single steps behind hits found no room in the trace buffer\n$/;
    expect(Number(lost.exec(consoleText(text))?.[1])).toBe(3);
    expect(status).toMatch(/^T0;tfull:0;tframes:3;/);
    expect([more, ask('qTStatus')]).toEqual([[], [status]]);
  });

  it('are not missed where the oldest frames make room', () => {
    const { ask, say, pass } = converseInTrace('E:5:1');
    say('QTBuffer:circular:1');
    say('QTBuffer:size:60');
    pass();
    expect(ask('qTStatus')).toEqual([
      expect.stringMatching(/^T0;tpasscount:1;tframes:3;tcreated:6;/),
    ]);
  });

  it('are told by tfind and tstop as well', () => {
    for (const body of ['QTFrame:0', 'QTStop']) {
      const { ask, say, pass } = converseInTrace('E:5:1');
      say('QTBuffer:size:60');
      pass();
      expect(consoleText(ask(body)[0] ?? '')).toMatch(/found no room/);
    }
  });
});

describe('trace frames', () => {
  it('are the same for who goes back and comes by again', () => {
    const { history, say, pass } = converseInTrace();
    const start = history.moment;
    pass();
    const status = say('qTStatus');
    history.seek(start);
    pass();
    expect(say('qTStatus')).toBe(status);
  });

  it('are forgotten if history goes on differently before them', () => {
    const { history, say, pass } = converseInTrace();
    const start = history.moment;
    pass();
    const before = framesOf(say('qTStatus'));
    say('QTFrame:1');
    const second = history.moment;
    say('QTFrame:ffffffff');
    history.seek(second);
    history.inject({ kind: 'nmi', cpu: 0 });
    expect(before).toBeGreaterThan(2);
    expect(framesOf(say('qTStatus'))).toBe(2);
    expect(second).toBeGreaterThan(start);
  });
});
