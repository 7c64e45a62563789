/** The guest running with nobody driving it, in slices, until somebody does or it ends. */
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

  /** Goes on until the seat is taken. */
  start(): void {
    this.stop();
    this.#next = setImmediate(() => {
      if (this.#debugger.runFreely(sliceSteps)) this.start();
      else if (this.#debugger.isFree) this.#ended();
    });
  }

  /** Stops between two slices; the machine keeps its state. */
  stop(): void {
    clearImmediate(this.#next);
  }
}
