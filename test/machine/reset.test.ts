/** Power-on, INIT and SIPI (SDM 3A 9.1, 8.4). */
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/foundation/log.ts';
import { Computer } from '../../src/machine/computer.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { assemble } from './assemble.ts';
import { bareMachine, place } from './bare-machine.ts';

const fresh = (cpuCount: number): Computer =>
  new Computer({
    cpuCount, ramBytes: 16 << 20, console: () => undefined, log: silentLog, quantum: 1,
    nsPerInstruction: 1,
  }); // prettier-ignore

describe('a CPU at power-on', () => {
  it('is in the state of SDM 3A table 9-1', () => {
    const machine = fresh(1);
    const values = ['rip', 'cs', 'cs_base', 'eflags', 'cr0', 'rdx', 'efer', 'idtr_limit', 'mxcsr'];

    expect(values.map((name) => machine.readRegister(0, name))).toEqual([
      0xfff0n, 0xf000n, 0xffff0000n, 2n, 0x60000010n, 0xf61n, 0n, 0xffffn, 0x1f80n,
    ]); // prettier-ignore
  });

  it('runs if it is the first, and waits for SIPI otherwise', () => {
    const machine = fresh(3);

    expect([0, 1, 2].map((cpu) => machine.activity(cpu))).toEqual(['running', 'wait-for-SIPI', 'wait-for-SIPI']); // prettier-ignore
  });
});

describe('INIT and SIPI', () => {
  const icr = { low: 0xfee00300, high: 0xfee00310 } as const;
  const start = 0x110000;
  const send = (low: number): string => `movl $${low}, ${icr.low - 2 ** 32}(%rcx)`;

  function twoCpus(text: string): ReturnType<typeof bareMachine> {
    const bare = bareMachine({ code: assemble(text), otherEntries: [start] });
    bare.poke(start, assemble('1: jmp 1b', start));
    bare.poke64(bare.entryOf(0), 7n);
    bare.poke64(place.pdpt + 3 * 8, 0xc0000083n);
    bare.set('rcx', 2n ** 32n);
    return bare;
  }

  it('bring a CPU from whatever it did to real mode at the vector', () => {
    const bare = twoCpus(`movl $0x1000000, ${icr.high - 2 ** 32}(%rcx); ${send(0x4500)}; ${send(0x4608)}; hlt`);
    bare.set('cr2', 0x1234, 1);
    bare.poke(0x8000, [0xf4]);
    for (let step = 0; step < 2; step++) bare.step(0);
    bare.step(1);
    expect(bare.computer.activity(1)).toBe('wait-for-SIPI');

    bare.step(0);
    bare.step(1);
    expect([bare.get('cs', 1), bare.get('rip', 1), bare.get('cr2', 1)]).toEqual([0x800n, 0n, 0n]);
    bare.step(1);
    expect(bare.computer.activity(1)).toBe('halted');
  }); // prettier-ignore

  it('keep the machine-check banks and the time stamp counter', () => {
    const bare = twoCpus(`movl $0x1000000, ${icr.high - 2 ** 32}(%rcx); ${send(0x4500)}`);
    bare.engine.setCell64(1, cpuCell.machineCheckBanks + 8, 0x123n);
    bare.engine.setCell64(1, cpuCell.tscOffset, 77n);
    bare.run(6);

    expect(bare.engine.cell64(1, cpuCell.machineCheckBanks + 8)).toBe(0x123n);
    expect(bare.engine.cell64(1, cpuCell.tscOffset)).toBe(77n);
  });
});
