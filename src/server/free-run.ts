/** The guest running with no gdb attached, in slices, until somebody comes or it ends. */
import type { Debugger } from '../debugger/debugger.ts';
import { sliceSteps } from './session.ts';

export class FreeRun {
  readonly #debugger: Debugger;
  readonly #ended: () => void;
  #next: NodeJS.Immediate | undefined;

  /** `ended` is called when the guest can run no further. */
  constructor(debuggerOfMachine: Debugger, ended: () => void = () => undefined) {
    this.#debugger = debuggerOfMachine;
    this.#ended = ended;
  }

  start(): void {
    this.stop();
    this.#next = setImmediate(() => {
      if (this.#debugger.runFreely(sliceSteps)) this.start();
      else this.#ended();
    });
  }

  /** Stops between two slices; the machine keeps its state. */
  stop(): void {
    clearImmediate(this.#next);
  }
}
