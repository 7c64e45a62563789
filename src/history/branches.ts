/** Futures that were given up for others: kept under a name until somebody drops them. */
import type { JournalMoment } from '../../protocol/journal/journal.ts';
import type { Line } from './line.ts';

export interface Branch {
  readonly name: string;
  /** The whole line, from power-on to its end. */
  readonly line: Line;
  /** Where it was left. */
  readonly left: JournalMoment;
}

const branchesMax = 256;

export class Branches {
  #all: Branch[] = [];
  #made = 0;

  get all(): readonly Branch[] {
    return this.#all;
  }

  /** Keeps a line that was left at `left`; its name, and that of one too many. */
  keep(line: Line, left: JournalMoment): { readonly name: string; readonly dropped?: string } {
    this.#made += 1;
    const name = `future-${this.#made}`;
    this.#all.push({ name, line, left });
    const oldest = this.#all.length > branchesMax ? this.#all.shift() : undefined;
    return oldest === undefined ? { name } : { name, dropped: oldest.name };
  }

  /** The branch of that name, which is kept no longer. */
  take(name: string): Branch | undefined {
    const found = this.#all.find((branch) => branch.name === name);
    this.#all = this.#all.filter((branch) => branch !== found);
    return found;
  }
}
