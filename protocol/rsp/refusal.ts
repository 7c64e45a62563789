/** What gdb asked for cannot be: the error reply, with a reason for those who can read one. */
import { hexByte } from './numbers.ts';

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

/** `E.why` for a client that announced `error-message+`, otherwise `E` and two digits. */
export const printRefusal = ({ errno: number, why }: Refusal, withText: boolean): string =>
  withText ? `E.${why}` : `E${hexByte(number)}`;
