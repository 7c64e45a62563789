/** Specifies src/debugger/seat.ts and the situation that seats share. */
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/foundation/log.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { consoleText, converse } from './conversation.ts';

describe('a seat', () => {
  it('answers the unknown with the empty reply and names it once in the log', () => {
    const lines: string[] = [];
    const gdb = converse({ log: createLog((line) => lines.push(line), new Set()) });
    expect([gdb.ask('vUnheardOf:0,1'), gdb.ask('vUnheardOf:8,1')]).toEqual(['', '']);
    expect(lines).toEqual(['textpoke: unknown packet vUnheardOf:0,1, answered as unsupported']);
  });

  it('refuses a malformed packet by number, or by text to a client that can read it', () => {
    expect(converse().ask('m1000')).toBe('E16');
    const modern = converse({ features: 'qSupported:error-message+' });
    expect(modern.ask('m1000')).toBe('E.readMemory: expected "," at byte 5');
  });

  it('takes the CPU that has stopped for the one that questions are about', () => {
    const gdb = converse();
    gdb.ask('Z0,1104,1');
    gdb.ask('vCont;c');
    expect(gdb.ask('qC')).toBe('QCp1.2');
  });

  it('goes on when the budget of a slice is spent', () => {
    const { ask, seat } = converse();
    ask('Z0,1010,1');
    seat.ask(toBytes('vCont;c'));
    expect(seat.advance(8)).toEqual({ bodies: [], running: true });
    expect(seat.advance(100)).toMatchObject({ bodies: [{}], running: false });
    expect(seat.advance(100)).toEqual({ bodies: [], running: false });
  });

  it('stops a resumed CPU when interrupted, and says nothing when nothing runs', () => {
    const { seat } = converse();
    expect(seat.interrupt().bodies).toEqual([]);
    seat.ask(toBytes('vCont;c:p1.2'));
    const [reply] = seat.interrupt().bodies;
    expect(Buffer.from(reply ?? []).toString()).toMatch(/^T02.*thread:p1.2;core:1;$/);
  });

  it('tells of a triple fault in words, and stops with SIGABRT', () => {
    const gdb = converse();
    gdb.machine.planned.push({ kind: 'shutdown', cpu: 1, why: '#GP in the #DF handler' });
    const [line = '', reply] = gdb.resume('vCont;c');
    expect(consoleText(line)).toBe('textpoke: CPU 1 is in shutdown: #GP in the #DF handler\n');
    expect(reply).toMatch(/^T06.*thread:p1.2;core:1;$/);
  });

  it('says when nothing will ever happen again', () => {
    const gdb = converse();
    gdb.machine.planned.push({ kind: 'idle', cpu: 0 });
    const [line = '', reply] = gdb.resume('vCont;c');
    expect(consoleText(line)).toContain('nothing will happen');
    expect(reply).toMatch(/^T00/);
  });

  it('has nothing more to show of a machine that its guest has ended', () => {
    const gdb = converse({ features: 'qSupported:error-message+' });
    gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 3 });
    gdb.ask('vCont;c');
    expect(gdb.ask('g')).toBe('E.the guest has ended with status 3');
    expect(gdb.ask('vCont;c')).toBe('E.the guest has ended with status 3');
    expect(gdb.ask('vKill;1')).toBe('OK');
  });
});

describe('an observer', () => {
  const observed = (features?: string) => {
    const gdb = converse({ ...(features === undefined ? {} : { features }) });
    return { gdb, observer: gdb.join() };
  };

  it.each([
    ['g', /^[0-9a-f]+$/],
    ['p10', /^0010000000000000$/],
    ['m1000,2', /^9090$/],
    ['?', /^T05/],
    ['qXfer:threads:read::0,1000', /^l<\?xml/],
    ['qXfer:osdata:read:cpus:0,1000', /^l<\?xml/],
    ['qXfer:features:read:target.xml:0,10', /^m<\?xml/],
    ['Hgp1.2', /^OK$/],
    ['qThreadExtraInfo,p1.2', /^[0-9a-f]+$/],
    ['vCont?', /^vCont;/],
  ])('may look by %s', (body, reply) => {
    expect(observed().observer.ask(body)).toMatch(reply);
  });

  it.each([
    'c',
    's',
    'C05',
    'S05',
    'vCont;c',
    `G00`,
    'P0=0100000000000000',
    'M1000,1:cc',
    'X1000,1:j',
    'Z0,1000,1',
    'z0,1000,1',
    'vKill;1',
  ])('may not change or run the machine by %s, and is told why', (body) => {
    const { observer, gdb } = observed('qSupported:error-message+');
    expect(observer.resume(body)).toEqual(['E.another gdb drives this machine and you observe']);
    expect(gdb.machine.moment).toBe(0);
  });

  it('hears why in words where its gdb waits for a stop', () => {
    const [text = '', reply] = observed().observer.resume('vCont;c');
    expect(consoleText(text)).toBe('textpoke: another gdb drives this machine and you observe\n');
    expect(reply).toBe('E01');
  });

  it('may say the monitor commands that look', () => {
    const { observer } = observed();
    expect(observer.monitor('quantum')).toEqual({ text: 'quantum 1\n', result: 'OK' });
    expect(observer.monitor('quantum 5').text).toMatch(/^another gdb drives/);
    expect(observer.monitor('inject nmi 0').result).toBe('E01');
    expect(observer.monitor('info cpus').result).toBe('OK');
    expect(observer.monitor('help').result).toBe('OK');
  });

  it('sees the machine of the driver between its slices', () => {
    const { gdb, observer } = observed();
    gdb.seat.ask(toBytes('vCont;c'));
    const rips = [1, 2, 3].map(() => {
      gdb.seat.advance(2);
      return observer.ask('p10');
    });
    expect(rips).toEqual(['0110000000000000', '0210000000000000', '0310000000000000']);
  });

  it('stays one when the driver leaves, and a newcomer drives', () => {
    const { gdb, observer } = observed();
    gdb.seat.leave();
    expect(observer.monitor('inject nmi 0').text).toBe(
      'you observe; "monitor drive" takes the seat\n',
    );
    const next = gdb.join();
    expect([observer.seat.drives, next.seat.drives]).toEqual([false, true]);
  });

  it('has selections and acknowledgements of its own', () => {
    const { gdb, observer } = observed();
    observer.ask('QStartNoAckMode');
    observer.ask('Hgp1.2');
    expect([gdb.seat.acknowledges, observer.seat.acknowledges]).toEqual([true, false]);
    expect([gdb.ask('p10'), observer.ask('p10')]).toEqual(['0010000000000000', '0011000000000000']);
  });
});

it('says why there is no answer to a monitor command, where gdb shows text', () => {
  const gdb = converse();
  gdb.ask('!');
  gdb.ask('vKill;1');
  const { text, result } = gdb.monitor('when');
  expect(text).toBe('textpoke: the machine was killed: "run" starts it anew\n');
  expect(result).toBe('E01');
});

it('takes along what a driver has inserted and resumed when it leaves', () => {
  const gdb = converse();
  gdb.ask('Z0,1004,1');
  gdb.seat.ask(toBytes('vCont;c'));
  gdb.seat.leave();
  expect(gdb.machine.breakpoints.size).toBe(0);
  expect(gdb.seat.advance(100)).toEqual({ bodies: [], running: false });
  expect(gdb.join().ask('qC')).toBe('QCp1.1');
});
