/** Specifies src/debugger/resumption.ts. */
import { describe, expect, it } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { History } from '../../src/history/history.ts';
import { stateOf } from '../../src/machine/state.ts';
import { assemble } from '../machine/assemble.ts';
import { bareMachine, handlerOf } from '../machine/bare-machine.ts';
import { dialogue } from './conversation.ts';

const out = (port: number, ...values: readonly number[]): string =>
  values.map((value) => `mov $${port}, %dx; mov $${value}, %al; out %al, %dx;`).join(' ');

/** Vector 0x24 waits, by the UART and the 8259s; from 0x100100 on interrupts are enabled. */
const waiting = `
  ${out(0x20, 0x11)} ${out(0x21, 0x20, 4, 1)} ${out(0xa0, 0x11)} ${out(0xa1, 0x28, 2, 1)}
  ${out(0x21, 0xef)} ${out(0x3f9, 2)} ${out(0x3fc, 8)} jmp 1f
  .org 0x100; 1: sti; .fill 16, 1, 0x90`;

/** A client that stands before STI while an interrupt waits, and where its steps lead. */
function stepper() {
  const bare = bareMachine({ code: assemble(waiting) });
  const history = new History({ computer: bare.computer });
  const driven = new Debugger({ machine: history, history, sites: noSites, log: silentLog });
  const gdb = dialogue(driven.welcome());
  gdb.ask('Z0,100100,1');
  gdb.resume('vCont;c');
  gdb.ask('z0,100100,1');
  const steps = (action: string, count: number): number[] =>
    Array.from({ length: count }, () => {
      gdb.resume(action);
      return Number(bare.get('rip'));
    });
  return { bare, history, gdb, steps };
}

describe('a step while an interrupt waits', () => {
  it('goes into its handler', () => {
    expect(stepper().steps('vCont;s:p1.1', 3)).toEqual([0x100101, 0x100102, handlerOf(0x24)]);
  });

  it.each(['vCont;s:p1.1', 'vCont;r100100,100101:p1.1', 's'])(
    'by %s goes past it if the client wants that, and loses nothing',
    (action) => {
      const { gdb, steps } = stepper();
      gdb.ask('Qqemu.sstep=3');
      expect(steps(action, 4)).toEqual([0x100101, 0x100102, 0x100103, 0x100104]);
      gdb.ask('Qqemu.sstep=1');
      expect(steps(action, 1)).toEqual([handlerOf(0x24)]);
    },
  );

  it('takes an NMI all the same', () => {
    const { gdb, steps } = stepper();
    gdb.ask('Qqemu.sstep=3');
    steps('vCont;s:p1.1', 3);
    gdb.monitor('inject nmi 0');
    expect(steps('vCont;s:p1.1', 1)).toEqual([handlerOf(2)]);
  });

  it('is what it was when it is lived through again', () => {
    const { bare, history, gdb, steps } = stepper();
    gdb.ask('Qqemu.sstep=3');
    steps('vCont;s:p1.1', 4);
    gdb.ask('Qqemu.sstep=1');
    steps('vCont;s:p1.1', 2);
    const { moment } = history;
    const { bytes } = stateOf(bare.computer).save();
    history.seek(0);
    history.seek(moment);
    expect(stateOf(bare.computer).save().bytes).toEqual(bytes);
  });
});

it('lets interrupts come when nobody steps', () => {
  const { bare, gdb } = stepper();
  gdb.ask('Qqemu.sstep=3');
  gdb.resume('vCont;c');
  expect(Number(bare.get('rip'))).toBe(handlerOf(0x24) + 1);
});
