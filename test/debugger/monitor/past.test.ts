/** Specifies the monitor commands about time. */
import { describe, expect, it } from 'vitest';
import { runAll } from '../../machine/hypervisor.ts';
import { Debugger } from '../../../src/debugger/debugger.ts';
import { noSites } from '../../../src/debugger/site-table.ts';
import { silentLog } from '../../../src/foundation/log.ts';
import { toBytes } from '../../protocol/rsp/packets/specification.ts';
import { converse } from '../conversation.ts';
import { converseWithPast } from '../with-past.ts';

function lived() {
  const conversation = converseWithPast();
  runAll(conversation.history, 10_000);
  return conversation;
}

describe('monitor', () => {
  it('when tells the moment, and what is recorded behind it', () => {
    const { monitor } = lived();
    expect(monitor('when').text).toBe('moment 10000, CPU 0 is next\n');
    monitor('seek 400');
    expect(monitor('when').text).toBe('moment 400, CPU 0 is next; recorded up to 10000\n');
  });

  it('seek says what makes gdb and lldb forget what they have read', () => {
    const { ask, monitor } = lived();
    expect(monitor('seek 400').text).toContain('gdb shows it after "maintenance flush');
    ask('QListThreadsInStopReply');
    expect(monitor('seek 400').text).toContain('lldb shows it after "target symbols add"');
  });

  it('seek goes to a number of steps, a mark, start or end', () => {
    const { monitor, history } = lived();
    for (const [word, moment] of [
      ['123', 123],
      ['start', 0],
      ['end', 10_000],
    ] as const) {
      expect(monitor(`seek ${word}`).result).toBe('OK');
      expect(history.moment).toBe(moment);
    }
    monitor('seek 77');
    expect(monitor('mark here').text).toBe('here is moment 77\n');
    monitor('seek end');
    monitor('seek here');
    expect(history.moment).toBe(77);
    expect(monitor('marks').text).toBe('          77  here\n');
  });

  it('seek refuses what has not been', () => {
    const { monitor } = lived();
    const { text, result } = monitor('seek 10001');
    expect(text).toBe('moment 10001 has not been: what is recorded ends at 10000\n');
    expect(result).not.toBe('OK');
  });

  it('back and forward go by steps of the machine', () => {
    const { monitor, history } = lived();
    monitor('back');
    monitor('back 100');
    expect(history.moment).toBe(9899);
    monitor('forward 50');
    expect(history.moment).toBe(9949);
    expect(monitor('forward 52').result).not.toBe('OK');
    monitor('back 1000000');
    expect(history.moment).toBe(0);
  });

  it('mark takes names only', () => {
    const { monitor } = lived();
    for (const name of ['', '7', 'start', 'a b'.slice(0, 0)]) {
      expect(monitor(`mark ${name}`).result).not.toBe('OK');
    }
    expect(monitor('marks').text).toBe('no moment has a name\n');
  });

  it('branches lists futures that were left, and branch follows one or drops it', () => {
    const { monitor, history } = lived();
    expect(monitor('branches').text).toBe('there is one history only\n');
    monitor('seek 5000');
    monitor('inject nmi 0');
    const [line] = monitor('branches').text.split('\n');
    expect(line).toBe('future-1: left at moment 5000, lived to 10000, 0 events');
    expect(monitor('branch nowhere').text).toBe('say one of future-1\n');
    expect(monitor('branch future-1').text).toBe(
      'moment 5000, CPU 0 is next; recorded up to 10000; ' +
        'gdb shows it after "maintenance flush register-cache"\n',
    );
    expect(history.isBehind).toBe(true);
    expect(monitor('branches').text).toContain('future-2: left at moment 5000');
    expect(monitor('branch future-2 drop').text).toBe('future-2 is forgotten\n');
    expect(monitor('branches').text).toBe('there is one history only\n');
  });

  it('checkpoints tells what they take', () => {
    expect(lived().monitor('checkpoints').text).toMatch(
      /^1 checkpoints up to moment 0, [0-9.]+ MiB\n$/,
    );
  });

  it('says so where nothing of the past is kept', () => {
    const { text, result } = converse().monitor('seek start');
    expect(text).toBe('nothing of the past of this machine is kept\n');
    expect(result).not.toBe('OK');
  });
});

describe('in non-stop mode', () => {
  it('nobody goes to another moment while CPUs run', () => {
    const { history } = lived();
    const driven = new Debugger({ machine: history, history, sites: noSites, log: silentLog });
    const seat = driven.welcome();
    const line = Buffer.from('seek start').toString('hex');
    for (const packet of ['QNonStop:1', 'vCont;c:1', `qRcmd,${line}`]) seat.ask(toBytes(packet));
    expect(history.moment).toBe(10_000);
  });
});
