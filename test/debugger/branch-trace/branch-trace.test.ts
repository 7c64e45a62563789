/** Specifies src/debugger/branch-trace/branch-trace.ts: all, what is new, and what to join. */
import { describe, expect, it } from 'vitest';
import type { BranchBlock } from '../../../protocol/rsp/branch-trace.ts';
import { BranchTrace, type Reading } from '../../../src/debugger/branch-trace/branch-trace.ts';
import { silentLog } from '../../../src/foundation/log.ts';
import { History } from '../../../src/history/history.ts';
import { bootHypervisor, runAll } from '../../machine/hypervisor.ts';

function traced(cpuCount = 2) {
  const history = new History({ computer: bootHypervisor({ cpuCount }).machine });
  runAll(history, 200_000);
  const trace = new BranchTrace(history, silentLog);
  trace.start(1);
  const read = (reading: Reading): readonly BranchBlock[] | undefined => {
    const blocks = trace.read(1, reading);
    return 'kind' in blocks ? undefined : blocks;
  };
  return { history, trace, read, pc: () => history.readRegister(1, 'rip') };
}

describe('the branches of a CPU', () => {
  it('lead from where tracing began to where it stands, newest first', () => {
    const { history, read, pc } = traced();
    const start = pc();
    runAll(history, 1000);
    const all = read('all');
    expect(all?.[0]?.end).toBe(pc());
    expect(all?.at(-1)?.begin).toBe(start);
    expect(all?.every(({ begin, end }) => begin <= end)).toBe(true);
  });

  it('are nothing but the place it stands at while it does not run', () => {
    const { read, pc } = traced();
    expect(read('all')).toEqual([{ begin: pc(), end: pc() }]);
    expect(read('delta')).toEqual([{ begin: 0n, end: pc() }]);
  });

  it('join: a delta begins in the block that was read last', () => {
    const { history, read } = traced();
    runAll(history, 500);
    const former = read('all') ?? [];
    runAll(history, 500);
    const delta = read('delta') ?? [];
    const all = read('all') ?? [];
    const [, ...before] = former;
    expect(delta.at(-1)?.begin).toBe(0n);
    expect(all.slice(0, delta.length - 1)).toEqual(delta.slice(0, -1));
    expect(all.slice(-before.length)).toEqual(before);
    expect(all).toHaveLength(former.length + delta.length - 1);
  });

  it('are to be read anew by who has gone back', () => {
    const { history, read } = traced();
    const start = history.moment;
    runAll(history, 500);
    read('all');
    history.seek(start - 100);
    expect(read('delta')).toBeUndefined();
    expect(read('all')).toHaveLength(1);
    runAll(history, 100);
    expect(read('all')?.length).toBeGreaterThan(1);
  });

  it('are bounded: too many of them do not join', () => {
    const { history, trace, read } = traced();
    trace.resize(48);
    runAll(history, 2000);
    expect(read('delta')).toBeUndefined();
    expect(read('new')).toHaveLength(2);
    runAll(history, 2 ** 18 + 1);
    expect(read('delta')).toBeUndefined();
    expect(read('all')).toHaveLength(2);
  });

  it('leave the machine where it is', () => {
    const { history, read } = traced();
    runAll(history, 1000);
    const { moment, current } = history;
    read('all');
    expect([history.moment, history.current]).toEqual([moment, current]);
  });
});
