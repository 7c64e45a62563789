/** What the command line needs of the process around it, so that tests can stand in for one. */
import type { Machine } from '../machine/machine.ts';
import type { MachineOptions } from '../machine/create.ts';

export interface Surroundings {
  readonly createMachine: (options: MachineOptions) => Machine;
  readonly stdout: (bytes: Uint8Array) => void;
  /** Writes one line. */
  readonly stderr: (line: string) => void;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  readonly version: string;
}
