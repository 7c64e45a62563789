/** Whole states of the machine to return to; going back copies only the pages that differ. */
import { assert, present } from '../foundation/assert.ts';
import type { Computer } from '../machine/computer.ts';
import { stateOf } from '../machine/state.ts';
import type { MachineState, SavedState } from '../machine/state.ts';

/** One kept state. Its pages are those that changed since its parent; the rest is as there. */
export interface Checkpoint {
  /** Steps since power-on. */
  readonly moment: number;
  readonly parent: Checkpoint | undefined;
  readonly state: SavedState;
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** The checkpoints of one machine: a tree, since history may go on differently after a return. */
export class Checkpoints {
  readonly #machine: Computer;
  readonly #memory: MachineState;
  /** The checkpoint that RAM equals, but for the pages on the machine's dirty list. */
  #base: Checkpoint | undefined;

  constructor(machine: Computer) {
    this.#machine = machine;
    this.#memory = stateOf(machine);
  }

  /** Keeps the present state. Costs a copy of each page written since the one before. */
  take(): Checkpoint {
    const pages = new Map<number, Uint8Array>();
    for (const page of this.#memory.dirtyPages()) {
      pages.set(page, this.#memory.page(page).slice());
    }
    this.#memory.forgetDirtyPages();
    const { moment } = this.#machine;
    const checkpoint = { moment, parent: this.#base, state: this.#memory.save(), pages };
    this.#base = checkpoint;
    return checkpoint;
  }

  /** Returns to a kept state of this machine, from any other one. */
  restore(checkpoint: Checkpoint): void {
    const base = present(this.#base, 'a checkpoint to return to');
    for (const page of this.#memory.dirtyPages()) this.#restorePage(checkpoint, page);
    if (base !== checkpoint) this.#restoreDifferences(base, checkpoint);
    this.#memory.load(checkpoint.state);
    this.#base = checkpoint;
    assert(this.#machine.moment === checkpoint.moment, 'the moment of a checkpoint');
  }

  /** Pages that changed on the way from `from` up to the common ancestor, and down to `to`. */
  #restoreDifferences(from: Checkpoint, to: Checkpoint): void {
    const ancestors = new Set(lineOf(from));
    const common = lineOf(to).find((checkpoint) => ancestors.has(checkpoint));
    for (const end of [from, to]) {
      for (const checkpoint of lineOf(end)) {
        if (checkpoint === common) break;
        for (const page of checkpoint.pages.keys()) this.#restorePage(to, page);
      }
    }
  }

  #restorePage(checkpoint: Checkpoint, page: number): void {
    let holder: Checkpoint | undefined = checkpoint;
    while (holder !== undefined && !holder.pages.has(page)) holder = holder.parent;
    this.#memory.setPage(page, holder?.pages.get(page));
  }
}

/** A checkpoint and all before it. */
function lineOf(checkpoint: Checkpoint): readonly Checkpoint[] {
  const line: Checkpoint[] = [];
  for (let at: Checkpoint | undefined = checkpoint; at !== undefined; at = at.parent) line.push(at);
  return line;
}
