/** What gdb asked for cannot be: the error reply, with a reason for those who can read one. */
import { hexByte, hexText } from './numbers.ts';

/** The error numbers gdb's File-I/O appendix fixes, which are those of Linux. */
export const errno = { notPermitted: 1, noSuchThread: 3, badAddress: 14, invalid: 22 } as const;

export interface Refusal {
  readonly kind: 'refusal';
  readonly errno: number;
  /** One sentence without a full stop. */
  readonly why: string;
}

export const refusal = (number: number, why: string): Refusal => ({
  kind: 'refusal',
  errno: number,
  why,
});

/**
 * How a client reads a refusal: `E16`, `E.why` after `error-message+`, or `E16;` and why as hex after
 * `QEnableErrorStrings`.
 */
export type RefusalForm = 'number' | 'text' | 'number and hex';

const forms: Readonly<Record<RefusalForm, (refused: Refusal) => string>> = {
  number: ({ errno: number }) => `E${hexByte(number)}`,
  text: ({ why }) => `E.${why}`,
  'number and hex': ({ errno: number, why }) => `E${hexByte(number)};${hexText(why)}`,
};

export const printRefusal = (refused: Refusal, form: RefusalForm): string => forms[form](refused);
