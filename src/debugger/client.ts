/** What one gdb has told us about itself; a new connection begins with a new one. */
import { stepBits } from '../../protocol/rsp/packets/query-step-bits.ts';
import { allThreads, type ThreadId } from '../../protocol/rsp/numbers.ts';

export interface Client {
  /** Features of its `qSupported`, such as `swbreak+`. */
  announced: ReadonlySet<string>;
  /** CPU index of the last `Hg`, or of the last stop: what register and memory packets are about. */
  queryCpu: number;
  /** The last `Hc`: what a bare `c` or `s` is about. */
  resumeThread: ThreadId;
  /** Whether packets are acknowledged with `+` and `-`. */
  acknowledges: boolean;
  /** The table it is reading in pieces: all of them show the moment of the first. */
  osdata: { readonly annex: string; readonly document: string } | undefined;
  /** Whether addresses of its memory packets are physical (`Qqemu.PhyMemMode`). */
  physicalMemory: boolean;
  /** How its steps go: bits of `Qqemu.sstep`. */
  stepMode: number;
  /** Descriptors of `vFile` that are open. */
  readonly openFiles: Set<number>;
  /** Set when the client has said good-bye. */
  farewell: 'none' | 'detached' | 'killed';
}

/** A client that has said nothing yet; its first questions are about `cpu`. */
export const newClient = (cpu: number): Client => ({
  announced: new Set(),
  queryCpu: cpu,
  resumeThread: { thread: allThreads },
  acknowledges: true,
  osdata: undefined,
  physicalMemory: false,
  stepMode: stepBits.ENABLE,
  openFiles: new Set(),
  farewell: 'none',
});
