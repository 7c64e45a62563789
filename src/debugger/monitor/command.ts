/** What a monitor command is: words, one sentence of help, and what it does to the target. */
import { linearAddress, type LinearAddress } from '../../foundation/addresses.ts';
import type { Target } from '../target.ts';

/** Text for the user, with its newline; a failure also makes gdb's `monitor` an error. */
export interface MonitorAnswer {
  readonly result: 'done' | 'failed';
  readonly text: string;
}

export interface MonitorCommand {
  /** One or two words: `info sites`. */
  readonly name: string;
  /** What follows the name in the help text: `CPU`. */
  readonly usage?: string;
  /** One sentence. */
  readonly help: string;
  /**
   * Whether observers may say it: `machine` if it only looks, `seat if told` if it only looks as
   * long as no words follow. Absent: it needs the driver's seat.
   */
  readonly needs?: 'machine' | 'seat if told';
  /** It may go to another moment, of which gdb has to be told. */
  readonly moves?: true;
  run(target: Target, words: readonly string[]): MonitorAnswer;
}

export const said = (text: string): MonitorAnswer => ({ result: 'done', text: `${text}\n` });
export const failed = (text: string): MonitorAnswer => ({ result: 'failed', text: `${text}\n` });

/** A whole number from `least` to `most` out of one word, or undefined. */
export function wholeNumber(
  word: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (word === undefined || !/^[0-9]{1,15}$/.test(word)) return undefined;
  const value = Number(word);
  return value >= least && value <= most ? value : undefined;
}

/** An address out of one word of hex digits, with 0x or without, or undefined. */
export function addressIn(word: string | undefined): LinearAddress | undefined {
  const digits = /^(?:0x)?([0-9a-fA-F]{1,16})$/.exec(word ?? '')?.[1];
  return digits === undefined ? undefined : linearAddress(BigInt(`0x${digits}`));
}
