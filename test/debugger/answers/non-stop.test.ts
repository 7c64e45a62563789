/** Specifies src/debugger/answers/non-stop.ts: what non-stop mode changes. */
import { describe, expect, it } from 'vitest';
import { textOfBytes } from '../../../protocol/rsp/numbers.ts';
import type { Outcome } from '../../../src/debugger/seat.ts';
import { toBytes } from '../../protocol/rsp/packets/specification.ts';
import { converse } from '../conversation.ts';

/** A client in non-stop mode: what is said, `%` before what was not asked for. */
function nonStop(cpuCount = 3) {
  const gdb = converse({ cpuCount });
  const texts = ({ bodies, notification }: Outcome): string[] => [
    ...bodies.map(textOfBytes),
    ...(notification === undefined ? [] : [`%${textOfBytes(notification)}`]),
  ];
  const ask = (body: string) => texts(gdb.seat.ask(toBytes(body)));
  ask('QNonStop:1');
  return { ...gdb, ask, run: (steps: number) => texts(gdb.seat.advance(steps)) };
}

const stop = (signal: string, thread: number) =>
  expect.stringMatching(
    new RegExp(`T${signal}.*thread:p1.${thread};core:${thread - 1};$`),
  ) as string;

describe('non-stop mode', () => {
  it('is refused to an observer, who may well choose all-stop', () => {
    const observer = converse().join();
    expect([observer.ask('QNonStop:1'), observer.ask('QNonStop:0')]).toEqual(['E01', 'OK']);
  });

  it('tells of all that stand, the first at once and the others behind it', () => {
    const { ask } = nonStop();
    expect(ask('?')).toEqual([stop('00', 1)]);
    expect(ask('vStopped')).toEqual(['OK', stop('00', 2)]);
    expect(ask('vStopped')).toEqual([stop('00', 3)]);
    expect(ask('vStopped')).toEqual(['OK']);
  });

  it('answers while CPUs run, and lets only those run that were resumed', () => {
    const { ask, run, machine } = nonStop();
    expect(ask('vCont;c:p1.2')).toEqual(['OK']);
    expect(run(5)).toEqual([]);
    ask('Hgp1.2');
    expect(ask('p10')).toEqual(['0511000000000000']);
    ask('Hgp1.1');
    expect(ask('p10')).toEqual(['0010000000000000']);
    expect(machine.moment).toBe(5);
    expect(ask('?')).toEqual([stop('00', 1)]);
  });

  it('reports a breakpoint of one CPU while the others run on', () => {
    const { ask, run, seat } = nonStop();
    ask('Z0,1102,1');
    ask('vCont;c');
    expect(run(100)).toEqual([stop('05', 2)]);
    expect(seat.advance(10)).toMatchObject({ running: true });
    expect(ask('vStopped')).toEqual(['OK']);
    ask('vCont;t:p1.1;t:p1.3');
    expect(seat.advance(10)).toMatchObject({ running: false });
  });

  it('loses no stop of CPUs that come to breakpoints together', () => {
    const { ask, run } = nonStop();
    for (const address of ['1001', '1101', '1201']) ask(`Z0,${address},1`);
    ask('vCont;c');
    expect([run(100), run(100), run(100)]).toEqual([[stop('05', 1)], [], []]);
    expect(ask('vStopped')).toEqual([stop('05', 2)]);
    expect(ask('vStopped')).toEqual([stop('05', 3)]);
    expect(ask('vStopped')).toEqual(['OK']);
  });

  it('lets nobody run whose stop the client has not read yet', () => {
    const { ask, run, machine } = nonStop();
    ask('Z0,1101,1');
    ask('vCont;c');
    expect(run(100)).toEqual([stop('05', 2)]);
    expect(ask('vCont;c')).toEqual(['OK']);
    run(10);
    expect(machine.readRegister(1, 'rip')).toBe(0x1101n);
    expect(ask('vStopped')).toEqual(['OK']);
    ask('z0,1101,1');
    ask('vCont;c:p1.2');
    run(10);
    expect(machine.readRegister(1, 'rip')).not.toBe(0x1101n);
  });

  it('resumes more while some run, and steps one of them', () => {
    const { ask, run } = nonStop();
    ask('vCont;c:p1.1');
    run(3);
    expect(ask('vCont;s:p1.2')).toEqual(['OK']);
    expect(run(10)).toEqual([stop('05', 2)]);
    ask('vStopped');
    expect(ask('vCont;c:p1.1')).toEqual(['OK']);
    expect(ask('vCont;t:p1.1')).toEqual(['OK', stop('00', 1)]);
    expect(ask('vCont;t:p1.1')).toEqual(['OK']);
  });

  it('interrupts one CPU by vCtrlC, and the others run on', () => {
    const { ask, seat } = nonStop();
    ask('vCont;c');
    expect(ask('vCtrlC')).toEqual(['OK', expect.stringMatching(/^%Stop:T02/)]);
    expect(seat.advance(1)).toMatchObject({ running: true });
  });

  it('does not take for a stop that all resumed CPUs are halted', () => {
    const { ask, machine, seat } = nonStop();
    machine.planned.push({ kind: 'idle', cpu: 0 });
    ask('vCont;c:p1.1');
    expect(seat.advance(10)).toEqual({ bodies: [], running: false });
    // Somebody may have woken it: it is tried again.
    expect(seat.ask(toBytes('qC'))).toMatchObject({ running: true });
  });

  it('tells of the end of the guest', () => {
    const { ask, run, machine } = nonStop();
    machine.planned.push({ kind: 'exited', cpu: 0, status: 7 });
    ask('vCont;c');
    expect(run(10)).toEqual(['%Stop:W07;process:1']);
    expect(ask('vStopped')).toEqual(['OK']);
    expect(ask('?')).toEqual(['W07;process:1']);
  });

  it('leaves nothing behind when the client goes', () => {
    const { ask, seat, run } = nonStop();
    ask('vCont;c');
    seat.leave();
    expect(run(10)).toEqual([]);
  });
});
