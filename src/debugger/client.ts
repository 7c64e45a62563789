/** What one gdb has told us about itself; a new connection begins with a new one. */
import { allThreads, type ThreadId } from '../../protocol/rsp/numbers.ts';
import { stepBits } from '../../protocol/rsp/packets/query-step-bits.ts';
import type { TraceVariable } from '../../protocol/rsp/packets/define-trace-variable.ts';
import type { StopReply } from '../../protocol/rsp/stop-reply.ts';
import type { UploadedPiece } from '../../protocol/rsp/trace-upload.ts';
import type { RegisterView } from './register-view.ts';

export interface Client {
  /** The registers it was told of. */
  readonly view: RegisterView;
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
  /** Where its breakpoints stop: page tables by their physical address; anywhere if undefined. */
  addressSpace: bigint | undefined;
  /** Descriptors of `vFile` that are open. */
  readonly openFiles: Set<number>;
  /** Whether it reads of all CPUs in stop replies, and of the reason in words: lldb does. */
  listsThreads: boolean;
  /** Whether it reads the reason of a refusal behind its number. */
  errorStrings: boolean;
  /** Whether its CPUs stop one by one. */
  nonStop: boolean;
  /** Whether the machine stops where a CPU has come up. */
  threadEvents: boolean;
  /** Stops of non-stop mode that it has not read; it has been told that there is the first one. */
  stops: StopReply[];
  /** CPUs that stood when it asked, and are told as soon as it has read the first stop. */
  untold: readonly number[];
  /** What it has not read yet of tracepoints and trace state variables. */
  pieces: UploadedPiece[];
  variables: TraceVariable[];
  /** The document of branches that it is reading in pieces. */
  branches: string;
  /** Whether it stays connected when the guest has ended, or when it has detached from it. */
  extended: boolean;
  /** Whether it has let go of the machine and stays connected: there is nothing for it to see. */
  detached: boolean;
  /** Whether it has started the machine anew, so that gdb kills it when it quits. */
  created: boolean;
  /** Set when the client has said good-bye, or has ended the machine for everybody. */
  farewell: 'none' | 'leaves' | 'kills';
}

/** What the user of this client types for a monitor command. */
export const typedFor = ({ listsThreads: isLldb }: Client, command: string): string =>
  `${isLldb ? 'process plugin packet ' : ''}monitor ${command}`;

/** A client that has said nothing yet; its first questions are about `cpu`. */
export const newClient = (cpu: number, view: RegisterView): Client => ({
  view,
  announced: new Set(),
  queryCpu: cpu,
  resumeThread: { thread: allThreads },
  acknowledges: true,
  osdata: undefined,
  physicalMemory: false,
  stepMode: stepBits.ENABLE,
  addressSpace: undefined,
  openFiles: new Set(),
  listsThreads: false,
  errorStrings: false,
  nonStop: false,
  threadEvents: false,
  stops: [],
  untold: [],
  pieces: [],
  variables: [],
  branches: '',
  extended: false,
  detached: false,
  created: false,
  farewell: 'none',
});
