/** Tells an audience of what happens while the machine runs, and stops the machine if it wants that. */
import { linearAddress, physicalAddress } from '../foundation/addresses.ts';
import {
  exitReason,
  machineCell,
  pageFlag,
  pageFlags,
  ramBase,
  tellBit,
} from '../memory/layout.ts';
import { cpuCell } from '../memory/layout.ts';
import type { Computer } from './computer.ts';
import type { Audience, Happening } from './happening.ts';
import type { StopReason } from './stop.ts';

export class Telling {
  readonly #machine: Computer;
  /** The log is told of vectors whoever listens beside it. */
  readonly #logsVectors: boolean;
  #audience: Audience | undefined;
  #pages: readonly number[] = [];
  /** What the machine stopped for, until run() tells. */
  #caught: Happening | undefined;

  constructor(machine: Computer, logsVectors: boolean) {
    this.#machine = machine;
    this.#logsVectors = logsVectors;
    this.#ask();
  }

  get audience(): Audience | undefined {
    return this.#audience;
  }

  set audience(audience: Audience | undefined) {
    this.#audience = audience;
    this.#ask();
  }

  vector(cpu: number, vector: number, errorCode: number): void {
    if (this.#wants('vector')) this.#tell({ kind: 'vector', cpu, vector, errorCode });
  }

  controlTable(cpu: number): void {
    if (!this.#wants('cr3')) return;
    this.#tell({ kind: 'cr3', cpu, value: this.#machine.engine.cell64(cpu, cpuCell.cr3) });
  }

  msr(cpu: number, number: number, access: 'read' | 'write', value: bigint): void {
    if (this.#wants('msr')) this.#tell({ kind: 'msr', cpu, number, access, value });
  }

  interprocessor(cpu: number, command: number, to: number): void {
    if (this.#wants('ipi')) this.#tell({ kind: 'ipi', cpu, command, to });
  }

  exit(cpu: number, status: number, how: string | undefined): void {
    if (this.#wants('exit')) this.#tell({ kind: 'exit', cpu, status, how });
  }

  /** The stop for what was caught, if something was. */
  takeCaught(): StopReason | undefined {
    const caught = this.#caught;
    this.#caught = undefined;
    return caught && { kind: 'caught', cpu: caught.cpu, happening: caught };
  }

  /**
   * Takes a store through that was stopped before it happened; `run` lets it happen. What of it
   * the audience hears, it hears after it.
   */
  store<T>(run: () => T): T {
    const { engine } = this.#machine;
    const bytes = engine.machineCell(machineCell.storeBytes);
    engine.setMachineCell(machineCell.storeBytes, 0);
    if (bytes === 0) return run();
    const cpu = this.#machine.onTurn;
    const physical = engine.machineCell(machineCell.storePhysical);
    const rip = linearAddress(engine.linearRip(cpu));
    const content = (): Uint8Array =>
      engine.memory.u8.slice(ramBase + physical, ramBase + physical + bytes);
    const before = content();
    const isCode = engine.code.isExecuted(physical, bytes);
    const result = run();
    engine.setMachineCell(machineCell.storeBytes, 0);
    if (this.#wants('store')) {
      const place = { rip, physical: physicalAddress(physical), isCode };
      this.#tell({ kind: 'store', cpu, ...place, before, after: content() });
    }
    return result;
  }

  #wants(kind: Happening['kind']): boolean {
    return !this.#machine.isQuiet && this.#audience?.kinds.has(kind) === true;
  }

  #tell(happening: Happening): void {
    if (this.#audience?.hears(happening) !== true) return;
    const { engine } = this.#machine;
    this.#caught = happening;
    const reason = engine.machineCell(machineCell.exitReason);
    // A deadline only cuts the slice anew, which a stop does as well; other ends are told themselves.
    if (reason !== exitReason.none && reason !== exitReason.deadline) return;
    engine.setMachineCell(machineCell.exitReason, exitReason.caught);
  }

  /** Asks the engine for what the audience and the log want, and for nothing else. */
  #ask(): void {
    const { engine } = this.#machine;
    const kinds = this.#audience?.kinds;
    const vectors = this.#logsVectors || kinds?.has('vector') === true ? tellBit.vectors : 0;
    const cr3 = kinds?.has('cr3') === true ? tellBit.cr3 : 0;
    engine.setMachineCell(machineCell.telling, vectors | cr3);
    const { pages, code } = kinds?.has('store') === true ? (this.#audience ?? {}) : {};
    const mask = (pages === undefined ? 0 : pageFlag.told) | (code === true ? pageFlag.code : 0);
    engine.setMachineCell(machineCell.storeMask, mask);
    const flags = engine.memory.u8;
    for (const page of this.#pages)
      flags[pageFlags + page] = (flags[pageFlags + page] ?? 0) & ~pageFlag.told;
    this.#pages = [...(pages ?? [])];
    for (const page of this.#pages)
      flags[pageFlags + page] = (flags[pageFlags + page] ?? 0) | pageFlag.told;
    engine.closeFastPaths();
  }
}
