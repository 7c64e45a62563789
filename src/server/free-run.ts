/** The guest running on after gdb has detached, in slices, until somebody comes or it ends. */
import type { Debugger } from '../debugger/debugger.ts';
import { sliceSteps } from './session.ts';

export class FreeRun {
  readonly #debugger: Debugger;
  #next: NodeJS.Immediate | undefined;

  constructor(debuggerOfMachine: Debugger) {
    this.#debugger = debuggerOfMachine;
  }

  start(): void {
    this.stop();
    this.#next = setImmediate(() => {
      if (this.#debugger.runFreely(sliceSteps)) this.start();
    });
  }

  /** Stops between two slices; the machine keeps its state. */
  stop(): void {
    clearImmediate(this.#next);
  }
}
