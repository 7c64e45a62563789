/** The two machines that go in lock-step: ours, and one that is only known by its gdb stub. */
import type { LinearAddress } from '../foundation/addresses.ts';
import { linearAddress } from '../foundation/addresses.ts';
import { readForGdb } from '../debugger/linear-rip.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import { comparedRegisters } from './compare.ts';
import type { RegisterValues } from './compare.ts';
import { instructionAt } from './next-instruction.ts';
import type { NextInstruction } from './next-instruction.ts';

/** The other machine. Whatever it cannot do is said in words, or thrown when it is gone. */
export interface OtherSide {
  registers(): Promise<RegisterValues>;
  /** One step; why there was none, or undefined. */
  step(): Promise<string | undefined>;
  /** Runs until it is about to execute `address`; why it will not, or undefined. */
  runTo(address: LinearAddress): Promise<string | undefined>;
  /** Bytes at a linear address, fewer where nothing is mapped. */
  readMemory(address: LinearAddress, length: number): Promise<Uint8Array>;
}

const cpu = 0;

/** Our machine with its one CPU. */
export class OwnSide {
  readonly machine: Machine;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Rip is the offset in CS. */
  registers(): RegisterValues {
    return new Map(comparedRegisters.map((name) => [name, this.machine.readRegister(cpu, name)]));
  }

  /** CS base where rip counts from it, otherwise 0. */
  codeBase(): bigint {
    return this.linearRip() - this.machine.readRegister(cpu, 'rip');
  }

  linearRip(): bigint {
    return readForGdb(this.machine, cpu, 'rip');
  }

  codeBits(): 16 | 32 | 64 {
    return this.machine.codeBits(cpu);
  }

  instruction(): NextInstruction {
    return instructionAt(this.machine, cpu, this.linearRip());
  }

  write(name: string, value: bigint): void {
    this.machine.writeRegister(cpu, name, value);
  }

  /** One step, or a repeated instruction up to its end; what else happened, or undefined. */
  step(instruction: NextInstruction): StopReason | undefined {
    const start = linearAddress(instruction.address);
    const stays = { start, end: linearAddress(start + 1n) };
    return this.#run(instruction.repeated ? stays : 'once', 2 ** 32);
  }

  /** Runs until the CPU is about to execute `address`, `budget` steps at most. */
  runTo(address: LinearAddress, budget: number): StopReason | undefined {
    if (this.linearRip() === address) return undefined;
    this.machine.insertBreakpoint(address);
    const stop = this.#run(undefined, budget);
    this.machine.removeBreakpoint(address);
    return stop;
  }

  #run(
    stepping: 'once' | { readonly start: LinearAddress; readonly end: LinearAddress } | undefined,
    budget: number,
  ): StopReason | undefined {
    const reason = this.machine.run({
      resumed: [cpu],
      stepping: new Map(stepping === undefined ? [] : [[cpu, stepping]]),
      budget,
    });
    return reason.kind === 'stepped' || reason.kind === 'breakpoint' ? undefined : reason;
  }
}
