/** Stop replies: why the machine stands still, in gdb's words. */
import type { LinearAddress } from '../../src/foundation/addresses.ts';
import { pairs } from './lldb.ts';
import { ok, type Done } from './packet.ts';
import {
  bytesOfText,
  hexByte,
  hexOf,
  hexText,
  textOfBytes,
  threadIdText,
  type ThreadId,
} from './numbers.ts';

/** gdb's own numbers (include/gdb/signals.def), which are not those of Linux. */
export const signals = { none: 0, interrupt: 2, trap: 5, abort: 6, kill: 9 } as const;

/**
 * Which stop point was hit, or which end of what is recorded. gdb adjusts rip by guesswork unless
 * it is told `swbreak`.
 */
export type StopPoint =
  | { readonly kind: 'swbreak' | 'hwbreak' }
  /** A thread has appeared. */
  | { readonly kind: 'create' }
  | { readonly kind: 'replaylog'; readonly which: 'begin' | 'end' }
  | {
      readonly kind: 'watch' | 'rwatch' | 'awatch';
      /** The byte: gdb looks for watchpoints that it lies in. */
      readonly address: LinearAddress;
      /** Where its watchpoint begins: lldb 19 finds it by nothing else. */
      readonly begin: LinearAddress;
    };

/** What lldb reads of a stop and gdb does not: the reason in a word of lldb's, and who else is there. */
export interface StopStory {
  /** The name of the CPU. */
  readonly name: string;
  readonly reason?: 'breakpoint' | 'watchpoint' | 'trace' | 'exception';
  /** The reason in words; lldb shows it with `exception`. */
  readonly description?: string;
  /** All CPUs and where each of them is. */
  readonly threads: readonly { readonly thread: ThreadId; readonly rip: LinearAddress }[];
}

export interface Stopped {
  readonly kind: 'stopped';
  readonly signal: number;
  readonly thread: ThreadId;
  /** CPU index. */
  readonly core: number;
  readonly point?: StopPoint;
  /** Registers sent along, so that gdb need not ask: numbers and images. */
  readonly registers?: readonly { readonly number: number; readonly image: Uint8Array }[];
  /** For lldb only. */
  readonly story?: StopStory;
}

export type StopReply =
  | Stopped
  | { readonly kind: 'exited'; readonly status: number; readonly process?: number }
  /** gdb has ended the machine. */
  | { readonly kind: 'killed'; readonly process?: number };

/** `T` with its pairs, `W`, or `X`. */
export function printStopReply(reply: StopReply): string {
  if (reply.kind !== 'stopped') {
    const process = reply.process === undefined ? '' : `;process:${reply.process.toString(16)}`;
    const end = reply.kind === 'exited' ? `W${hexByte(reply.status)}` : `X${hexByte(signals.kill)}`;
    return `${end}${process}`;
  }
  const { signal, point, thread, core, registers = [], story } = reply;
  const images = registers.map(
    ({ number, image }) => `${hexByte(number)}:${textOfBytes(hexOf(image))};`,
  );
  const pointText = point === undefined ? '' : printPoint(point, story !== undefined);
  const where = `thread:${threadIdText(thread)};core:${core.toString(16)};`;
  const storyText = story === undefined ? '' : printStory(story);
  return `T${hexByte(signal)}${images.join('')}${pointText}${where}${storyText}`;
}

/** The name as hex, for a `#` in it would be escaped, which not every lldb takes back. */
function printStory({ name, reason, description, threads }: StopStory): string {
  const rows: (readonly [key: string, value: string])[] = [['hexname', hexText(name)]];
  if (reason !== undefined) rows.push(['reason', reason]);
  if (description !== undefined) rows.push(['description', hexText(description)]);
  rows.push(['threads', threads.map(({ thread }) => threadIdText(thread)).join(',')]);
  rows.push(['thread-pcs', threads.map(({ rip }) => rip.toString(16)).join(',')]);
  return pairs(...rows);
}

/** A row of `jThreadsInfo`: lldb's numbers are decimal there, and a watched address is in words. */
export function threadInfoOf({ thread, signal, point, registers = [], story }: Stopped): object {
  const watched = point !== undefined && 'address' in point ? String(point.begin) : undefined;
  return {
    tid: thread.thread,
    name: story?.name,
    signal,
    reason: story?.reason,
    description: watched ?? story?.description,
    registers: Object.fromEntries(
      registers.map(({ number, image }) => [number, textOfBytes(hexOf(image))]),
    ),
  };
}

/** The same where, in non-stop mode, there may be no stop to tell of. */
export const printStopReplyOrOk = (reply: StopReply | Done): string =>
  reply === 'done' ? ok(reply) : printStopReply(reply);

function printPoint(point: StopPoint, forLldb: boolean): string {
  if ('address' in point) {
    return `${point.kind}:${(forLldb ? point.begin : point.address).toString(16)};`;
  }
  return point.kind === 'replaylog' ? `replaylog:${point.which};` : `${point.kind}:;`;
}

/** `O`: text for the user's console; only while gdb waits for a stop or a monitor command. */
export function printConsole(text: string): Uint8Array {
  const digits = hexOf(bytesOfText(text));
  const body = new Uint8Array(digits.length + 1);
  body[0] = 'O'.charCodeAt(0);
  body.set(digits, 1);
  return body;
}
