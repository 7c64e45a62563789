/** The benchmark guest, brought to one of its loops on one CPU or several. */
import { silentLog } from '../../src/foundation/log.ts';
import { present } from '../../src/foundation/assert.ts';
import { planMultiboot } from '../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../src/machine/boot/plan.ts';
import type { Computer } from '../../src/machine/computer.ts';
import { createMachine } from '../../src/machine/create.ts';
import { cpuAddress } from '../../src/engine/engine.ts';
import { cpuCell } from '../../src/memory/layout.ts';
import { fixture } from '../fixture.ts';
import { readSymbols } from './symbols.ts';

const image = fixture('guests/bench.elf');
const symbols = readSymbols(image);

/** Address of one of the guest's labels. */
export const address = (name: string): bigint => present(symbols.get(name), `label ${name}`);

/** A machine that has entered long mode and halts at `ready` on CPU 0; the others wait. */
export function createGuest(cpuCount: number, quantum: number): Computer {
  const ramBytes = 64 * 2 ** 20;
  const plan = planMultiboot({ image, commandLine: 'bench', modules: [], ramBytes });
  if (isRefused(plan)) throw new Error(plan.refused);
  const machine = createMachine({
    cpuCount,
    ramBytes,
    plan,
    quantum,
    nsPerInstruction: 128,
    seed: 0,
    log: silentLog,
    console: () => undefined,
  });
  machine.run({ resumed: [0], stepping: new Map(), budget: 100_000 });
  return machine;
}

/** Puts every CPU at a loop: the others become copies of CPU 0 with memory of their own. */
export function startLoop(machine: Computer, loop: string, iterations: number): void {
  const { u8 } = machine.engine.memory;
  const first = cpuAddress(0);
  for (let cpu = 1; cpu < machine.cpuCount; cpu++) {
    u8.copyWithin(cpuAddress(cpu), first, first + cpuCell.attention);
    u8.copyWithin(
      cpuAddress(cpu) + cpuCell.segments,
      first + cpuCell.segments,
      first + cpuCell.faultVector,
    );
    machine.engine.exports.flushTlb(cpuAddress(cpu));
  }
  for (let cpu = 0; cpu < machine.cpuCount; cpu++) {
    u8[cpuAddress(cpu) + cpuCell.activity] = 0;
    const memory = BigInt(0x1000000 + cpu * 0x40000);
    machine.writeRegister(cpu, 'rdi', BigInt(iterations));
    machine.writeRegister(cpu, 'rsi', memory);
    machine.writeRegister(cpu, 'rsp', memory + 0x30000n);
    machine.writeRegister(cpu, 'rip', address(loop));
  }
}

/** Runs `steps` on all CPUs; milliseconds of processor time that took. */
export function timeSteps(machine: Computer, steps: number): number {
  const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
  const before = process.cpuUsage();
  const stop = machine.run({ resumed, stepping: new Map(), budget: steps });
  const { user, system } = process.cpuUsage(before);
  if (stop.kind !== 'budget') throw new Error(`the loop ended early: ${stop.kind}`);
  return (user + system) / 1000;
}
