/** The trace buffer: moments that are worth going to again, and no more of them than were wanted. */
import type { LinearAddress } from '../../foundation/addresses.ts';

/** Nothing of the machine is kept in it: the moment brings everything back. */
export interface TraceFrame {
  /** In steps. */
  readonly moment: number;
  readonly cpu: number;
  /** The number gdb gave the tracepoint. */
  readonly tracepoint: number;
  /** Where the tracepoint stands. */
  readonly place: LinearAddress;
  /** Where the CPU stands: behind the tracepoint in frames of single steps. */
  readonly pc: LinearAddress;
  /** Trace state variables that were collected; they are not the machine's. */
  readonly variables: ReadonlyMap<number, bigint>;
}

/** What a frame counts for, so that gdb's sizes in bytes mean something. */
export const frameBytes = 32;
export const framesMax = 2 ** 16;
export const bufferBytesMax = framesMax * frameBytes;

export class TraceFrames {
  #all: TraceFrame[] = [];
  readonly #keys = new Set<string>();
  #inOrder = true;
  #bytes = bufferBytesMax;
  #created = 0;
  /** Whether the oldest frames make room for new ones. */
  circular = false;

  /** In the order of their moments. */
  get all(): readonly TraceFrame[] {
    if (!this.#inOrder) this.#all.sort((one, other) => one.moment - other.moment);
    this.#inOrder = true;
    return this.#all;
  }

  get created(): number {
    return this.#created;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get bytesFree(): number {
    return Math.max(0, this.#bytes - this.#all.length * frameBytes);
  }

  /** Whether a frame more can be there, be it in the place of another one. */
  hasRoom(): boolean {
    return this.bytesFree >= frameBytes || (this.circular && this.#all.length > 0);
  }

  /** As many bytes as were asked for, and no more than there may be. */
  resize(bytes: number = bufferBytesMax): void {
    this.#bytes = Math.min(bytes, bufferBytesMax);
  }

  /** Adds a frame that is not there yet; whether there was room for it. */
  add(frame: TraceFrame): boolean {
    if (this.has(frame)) return true;
    if (!this.hasRoom()) return false;
    if (this.bytesFree < frameBytes) {
      const [oldest] = this.all;
      // It is older itself than all that are kept: it comes and goes.
      if (oldest === undefined || frame.moment < oldest.moment) {
        this.#created += 1;
        return true;
      }
      this.#all.shift();
      this.#keys.delete(keyOf(oldest));
    }
    this.#keys.add(keyOf(frame));
    this.#inOrder &&= (this.#all.at(-1)?.moment ?? 0) <= frame.moment;
    this.#all.push(frame);
    this.#created += 1;
    return true;
  }

  /** Who goes back in time and forward again comes by the same frames. */
  has(frame: Pick<TraceFrame, 'moment' | 'tracepoint' | 'place'>): boolean {
    return this.#keys.has(keyOf(frame));
  }

  /** Bytes that the frames of one tracepoint take. */
  bytesOf({ number, address }: { number: number; address: LinearAddress }): number {
    const its = this.#all.filter((one) => one.tracepoint === number && one.place === address);
    return its.length * frameBytes;
  }

  /** Forgets the frames behind a moment: they are of another future. */
  dropAfter(moment: number): void {
    for (const frame of this.#all) if (frame.moment > moment) this.#keys.delete(keyOf(frame));
    this.#all = this.#all.filter((frame) => frame.moment <= moment);
  }

  clear(): void {
    this.#all = [];
    this.#keys.clear();
    this.#created = 0;
  }
}

const keyOf = ({
  moment,
  tracepoint,
  place,
}: Pick<TraceFrame, 'moment' | 'tracepoint' | 'place'>) => `${moment},${tracepoint},${place}`;
