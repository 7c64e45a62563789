/** Specifies src/server/session.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { textOfBytes } from '../../protocol/rsp/numbers.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { createLog, silentLog, type Log } from '../../src/foundation/log.ts';
import { Session, sliceSteps, type SessionEnd } from '../../src/server/session.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';

/** A session whose wire is a string and whose later work is done by hand. */
function connect(log: Log = silentLog, { answersTake = 0 } = {}) {
  const machine = new StillMachine();
  const driven = new Debugger({ machine, sites: noSites, log });
  const sent: string[] = [];
  const ends: SessionEnd[] = [];
  const work: (() => void)[] = [];
  let clock = 0;
  const session = new Session({
    seat: driven.welcome(),
    log,
    wire: {
      send: (bytes) => sent.push(textOfBytes(bytes)),
      later: (next) => work.push(next),
      now: () => (clock += answersTake),
      answered: () => undefined,
      end: (how) => ends.push(how),
    },
  });
  return {
    machine,
    session,
    ends,
    receive: (text: string) => session.receive(toBytes(text)),
    /** All that was sent since the last call. */
    sent: () => sent.splice(0).join(''),
    /** Does one piece of later work; whether there was one. */
    turn: () => {
      const next = work.shift();
      next?.();
      return next !== undefined;
    },
  };
}

const frame = (body: string): string => textOfBytes(printFrame(toBytes(body)));
const noAcks = frame('QStartNoAckMode');

/** One of each kind of packet, none of which runs for ever. */
const dialogue = [
  'qSupported:multiprocess+;swbreak+;hwbreak+',
  'vMustReplyEmpty',
  'QStartNoAckMode',
  'Hgp0.0',
  'qXfer:features:read:target.xml:0,1000',
  '?',
  'qXfer:threads:read::0,1000',
  'qAttached:1',
  'vCont?',
  'g',
  'p10',
  'P0=0100000000000000',
  'm1000,10',
  'M1000,2:cc90',
  'X1000,4:$#}*',
  'x1000,4',
  'Z0,1010,1',
  'Z2,2000,8',
  'vCont;s:p1.1',
  'vCont;c',
  'vCtrlC',
  'vStopped',
  'QNonStop:0',
  'vRun;',
  'z0,1010,1',
  'z2,2000,8',
  'qRcmd,7768656e',
  'qXfer:osdata:read:cpus:0,1000',
  'D;1',
];

describe('a session', () => {
  it('acknowledges packets until it is asked not to', () => {
    const gdb = connect();
    gdb.receive(frame('qC'));
    expect(gdb.sent()).toBe(`+${frame('QC1')}`);
    gdb.receive(`+${noAcks}+`);
    expect(gdb.sent()).toBe(`+${frame('OK')}`);
    gdb.receive(frame('qC'));
    expect(gdb.sent()).toBe(frame('QC1'));
  });

  it('asks again for a packet with a wrong checksum, and repeats its own when asked', () => {
    const gdb = connect();
    gdb.receive('$qC#00');
    expect(gdb.sent()).toBe('-');
    gdb.receive(`${frame('qC')}-`);
    expect(gdb.sent()).toBe(`+${frame('QC1')}${frame('QC1')}`);
  });

  it('refuses an oversized packet, says so in the log, and goes on', () => {
    const lines: string[] = [];
    const gdb = connect(createLog((line) => lines.push(line), new Set()));
    gdb.receive(`$${'m'.repeat(0x20001)}#00${frame('qC')}`);
    expect(gdb.sent()).toBe(`+${frame('E16')}+${frame('QC1')}`);
    expect(lines).toEqual(['textpoke: a packet of 131073 bytes, more than 131072']);
  });

  it('says the same wherever the network cuts the packets', () => {
    const stream = dialogue.map(frame).join('');
    const whole = connect();
    whole.receive(stream);
    const expected = whole.sent();
    for (let cut = 1; cut < stream.length; cut += 1) {
      const gdb = connect();
      gdb.receive(stream.slice(0, cut));
      gdb.receive(stream.slice(cut));
      expect(gdb.sent() === expected && gdb.ends[0] === 'left', `cut at ${cut}`).toBe(true);
    }
  });

  it('survives random bytes and still answers', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), (chunks) => {
        const gdb = connect();
        for (const chunk of chunks) gdb.session.receive(chunk);
        // Whatever packet the noise began ends here, with one chance in 256 of a right checksum.
        gdb.receive('#00');
        gdb.session.receive(toBytes(frame('qC')));
        expect(gdb.sent().endsWith(frame('QC1')) || gdb.ends.length > 0).toBe(true);
      }),
    );
  });

  it('survives random packets in any order', () => {
    const start = fc.constantFrom('m', 'M', 'X', 'x', 'g', 'G', 'p', 'P', 'Z0,', 'z2,', 'H', 'T');
    const more = fc.constantFrom('vCont;t', 'qXfer:threads:read::', 'qRcmd,', 'qSupported:');
    const body = fc
      .tuple(fc.oneof(start, more), fc.string({ unit: 'binary-ascii', maxLength: 30 }))
      .map(([prefix, rest]) => prefix + rest);
    fc.assert(
      fc.property(fc.array(body), (bodies) => {
        const gdb = connect();
        gdb.receive(noAcks);
        gdb.sent();
        for (const text of bodies) {
          // The 0x03 is for those that happen to resume: they too have one reply.
          gdb.receive(`${frame(text)}\x03`);
          expect(gdb.sent()).toMatch(/^\$[^]*#[0-9a-f]{2}$/);
        }
      }),
    );
  });
});

describe('a client that misses a reply', () => {
  it('has it once more as long as it has not acknowledged it', () => {
    const gdb = connect();
    gdb.receive(`${frame('qC')}+`);
    gdb.sent();
    gdb.receive('-');
    expect(gdb.sent()).toBe('');
    gdb.receive(`${frame('qC')}--`);
    expect(gdb.sent()).toBe(`+${frame('QC1').repeat(3)}`);
  });

  it('does not have it twice where nothing is acknowledged', () => {
    const gdb = connect();
    gdb.receive(noAcks);
    gdb.sent();
    gdb.receive(`-${frame('qC')}--`);
    expect(gdb.sent()).toBe(frame('QC1'));
    gdb.receive('---');
    expect(gdb.sent()).toBe('');
  });

  it('has none at all if it has given up before it was sent', () => {
    const lines: string[] = [];
    const gdb = connect(createLog((line) => lines.push(line), new Set()));
    gdb.receive(noAcks);
    gdb.sent();
    gdb.receive(`${frame('qC')}---${frame('qAttached:1')}`);
    expect(gdb.sent()).toBe(frame('1'));
    expect(lines).toEqual(['textpoke: gdb has given up waiting for a reply, which is kept back']);
  });

  it('has that of a monitor command however often it complains', () => {
    const gdb = connect();
    gdb.receive(noAcks);
    gdb.sent();
    gdb.receive(`${frame('qRcmd,7768656e')}-----`);
    expect(gdb.sent()).toMatch(/^(\$O[^#]*#..)*\$OK#9a$/);
  });

  it('is heard before an answer is sent that took long', () => {
    const gdb = connect(silentLog, { answersTake: 1000 });
    gdb.receive(frame('qC') + noAcks);
    while (gdb.turn());
    gdb.sent();
    gdb.receive(frame('qC'));
    expect([gdb.sent(), gdb.turn()]).toEqual(['', true]);
    gdb.receive('---');
    while (gdb.turn());
    gdb.receive(frame('qAttached:1'));
    while (gdb.turn());
    expect(gdb.sent()).toBe(frame('1'));
  });

  it('does not lose a stop of non-stop mode that was to be told with it', () => {
    const gdb = connect();
    gdb.receive(noAcks + frame('QNonStop:1') + frame('vCont;c'));
    gdb.sent();
    gdb.receive(`${frame('vCtrlC')}---`);
    expect(gdb.sent()).toMatch(/^%Stop:T[^#]*#..$/);
  });
});

describe('a running machine', () => {
  it('is stopped by Ctrl-C in the chunk that resumed it', () => {
    const gdb = connect();
    gdb.receive(`${noAcks}${frame('vCont;c')}\x03`);
    expect(gdb.sent()).toMatch(/^\+\$OK#9a\$T02[^#]*#..$/);
  });

  it('is stopped by Ctrl-C at any later time, with one reply', () => {
    const gdb = connect();
    gdb.receive(noAcks + frame('vCont;c'));
    gdb.sent();
    expect(gdb.turn()).toBe(true);
    gdb.receive('\x03\x03');
    expect(gdb.sent()).toMatch(/^\$T02[^#]*#..$/);
    gdb.turn();
    expect([gdb.turn(), gdb.sent()]).toEqual([false, '']);
    expect(gdb.machine.moment).toBe(2 * sliceSteps);
  });

  it('hears no Ctrl-C when it stands still', () => {
    const gdb = connect();
    gdb.receive('\x03');
    expect(gdb.sent()).toBe('');
  });

  it('lets packets wait until it has stopped', () => {
    const gdb = connect();
    gdb.receive(`${noAcks}${frame('vCont;c')}${frame('qC')}`);
    expect(gdb.sent()).toBe(`+${frame('OK')}`);
    gdb.receive('\x03');
    expect(gdb.sent()).toMatch(/^\$T02[^#]*#..\$QC[12]#..$/);
  });

  it('ends a session that sends packets without end', () => {
    const gdb = connect();
    gdb.receive(noAcks + frame('vCont;c') + frame('g').repeat(65));
    expect(gdb.ends).toEqual(['broken']);
    expect(gdb.turn()).toBe(true);
    expect(gdb.turn()).toBe(false);
  });

  it('stands still and keeps its state when the client vanishes', () => {
    const gdb = connect();
    gdb.receive(frame('Z0,50,1') + frame('vCont;c'));
    gdb.session.drop();
    const { moment } = gdb.machine;
    gdb.turn();
    expect(gdb.machine.moment).toBe(moment);
    expect(gdb.machine.breakpoints.size).toBe(0);
  });
});

describe('a good-bye', () => {
  it.each([
    ['D;1', 'left', `+${frame('OK')}`],
    ['vKill;1', 'killed', `+${frame('OK')}`],
    ['k', 'killed', '+'],
  ])('by %s is %s', (body, how, reply) => {
    const gdb = connect();
    gdb.receive(frame(body) + frame('g'));
    expect(gdb.ends).toEqual([how]);
    expect(gdb.sent()).toBe(reply);
  });
});
