/** Whole states of the machine to return to; going back copies only the pages that differ. */
import { assert, present } from '../foundation/assert.ts';
import { pageBytes } from '../foundation/addresses.ts';
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

/** The same while it is kept here: whoever is dropped leaves its pages to its children. */
interface Kept extends Checkpoint {
  parent: Kept | undefined;
  readonly pages: Map<number, Uint8Array>;
}

export interface Bounds {
  /** Memory that checkpoints may take, in bytes. */
  readonly bytes: number;
  readonly count: number;
}

/** 256 MiB, and as many as a search among them bears. */
export const defaultBounds: Bounds = { bytes: 256 * 2 ** 20, count: 512 };

/** The checkpoints of one machine: a tree, since history may go on differently after a return. */
export class Checkpoints {
  readonly #machine: Computer;
  readonly #memory: MachineState;
  readonly #bounds: Bounds;
  /** In the order of their moments. */
  #kept: Kept[] = [];
  #bytes = 0;
  /** The checkpoint that RAM equals, but for the pages on the machine's dirty list. */
  #base: Kept | undefined;

  constructor(machine: Computer, bounds: Bounds = defaultBounds) {
    this.#machine = machine;
    this.#memory = stateOf(machine);
    this.#bounds = bounds;
  }

  /** All that are kept, in the order of their moments. */
  get all(): readonly Checkpoint[] {
    return this.#kept;
  }

  /** Memory that they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps the present state. Costs a copy of each page written since the one before. */
  take(): Checkpoint {
    const pages = new Map<number, Uint8Array>();
    for (const page of this.#memory.dirtyPages()) {
      pages.set(page, this.#memory.page(page).slice());
    }
    this.#memory.forgetDirtyPages();
    const { moment } = this.#machine;
    const checkpoint: Kept = { moment, parent: this.#base, state: this.#memory.save(), pages };
    this.#base = checkpoint;
    this.#kept.splice(this.#indexAfter(moment), 0, checkpoint);
    this.#bytes += bytesOf(checkpoint);
    this.#thin();
    return checkpoint;
  }

  /** Returns to a kept state of this machine, from any other one. */
  restore(checkpoint: Checkpoint): void {
    const target = present(
      this.#kept.find((kept) => kept === checkpoint),
      'a checkpoint that is kept',
    );
    const base = present(this.#base, 'a checkpoint to return to');
    for (const page of this.#memory.dirtyPages()) this.#restorePage(target, page);
    if (base !== target) this.#restoreDifferences(base, target);
    this.#memory.load(target.state);
    this.#base = target;
    assert(this.#machine.moment === target.moment, 'the moment of a checkpoint');
  }

  /** The last one at or before `moment`. */
  latest(moment: number): Checkpoint | undefined {
    return this.#kept[this.#indexAfter(moment) - 1];
  }

  /** Forgets those behind `moment`: the machine stands there, and its future will be another. */
  dropAfter(moment: number): void {
    for (const checkpoint of this.#kept.slice(this.#indexAfter(moment))) this.#drop(checkpoint);
  }

  /** The place in the list behind all whose moments are not greater. */
  #indexAfter(moment: number): number {
    let index = this.#kept.length;
    while (index > 0 && (this.#kept[index - 1]?.moment ?? 0) > moment) index -= 1;
    return index;
  }

  /**
   * Drops the one that is missed least while there are too many: where the gap that it leaves is
   * smallest for its age, so that they stand the wider apart the older they are.
   */
  #thin(): void {
    const { bytes, count } = this.#bounds;
    while (this.#kept.length > 1 && (this.#bytes > bytes || this.#kept.length > count)) {
      const now = present(this.#kept.at(-1), 'the last checkpoint').moment;
      let [least, place] = [Infinity, this.#kept.length - 1];
      for (let index = 1; index < this.#kept.length - 1; index += 1) {
        const [before, own, after] = [-1, 0, 1].map((by) => this.#kept[index + by]?.moment ?? 0);
        const gap = ((after ?? 0) - (before ?? 0)) / (now - (own ?? 0) + 1);
        if (gap < least) [least, place] = [gap, index];
      }
      this.#drop(present(this.#kept[place], 'a checkpoint to drop'));
    }
  }

  #drop(checkpoint: Kept): void {
    this.#kept = this.#kept.filter((other) => other !== checkpoint);
    this.#bytes -= bytesOf(checkpoint);
    for (const child of this.#kept) {
      if (child.parent === checkpoint) this.#inherit(child, checkpoint);
    }
    if (this.#base !== checkpoint) return;
    // RAM differs from the next older one by these pages, too.
    for (const page of checkpoint.pages.keys()) this.#machine.engine.exports.noteDirty(page);
    this.#base = checkpoint.parent;
  }

  #inherit(child: Kept, from: Kept): void {
    child.parent = from.parent;
    this.#bytes -= bytesOf(child);
    for (const [page, bytes] of from.pages) {
      if (!child.pages.has(page)) child.pages.set(page, bytes);
    }
    this.#bytes += bytesOf(child);
  }

  /** Pages that changed on the way from `from` up to the common ancestor, and down to `to`. */
  #restoreDifferences(from: Kept, to: Kept): void {
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

const bytesOf = ({ state, pages }: Checkpoint): number =>
  state.bytes.length + pages.size * pageBytes;
