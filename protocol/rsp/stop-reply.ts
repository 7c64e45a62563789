/** Stop replies: why the machine stands still, in gdb's words. */
import type { LinearAddress } from '../../src/foundation/addresses.ts';
import { ok, type Done } from './packet.ts';
import {
  bytesOfText,
  hexByte,
  hexOf,
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
  | { readonly kind: 'watch' | 'rwatch' | 'awatch'; readonly address: LinearAddress };

export type StopReply =
  | {
      readonly kind: 'stopped';
      readonly signal: number;
      readonly thread: ThreadId;
      /** CPU index. */
      readonly core: number;
      readonly point?: StopPoint;
      /** Registers sent along, so that gdb need not ask: numbers and images. */
      readonly registers?: readonly { readonly number: number; readonly image: Uint8Array }[];
    }
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
  const { signal, point, thread, core, registers = [] } = reply;
  const images = registers.map(
    ({ number, image }) => `${hexByte(number)}:${textOfBytes(hexOf(image))};`,
  );
  const pointText = point === undefined ? '' : printPoint(point);
  const where = `thread:${threadIdText(thread)};core:${core.toString(16)};`;
  return `T${hexByte(signal)}${images.join('')}${pointText}${where}`;
}

/** The same where, in non-stop mode, there may be no stop to tell of. */
export const printStopReplyOrOk = (reply: StopReply | Done): string =>
  reply === 'done' ? ok(reply) : printStopReply(reply);

function printPoint(point: StopPoint): string {
  if ('address' in point) return `${point.kind}:${point.address.toString(16)};`;
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
