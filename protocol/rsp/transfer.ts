/** `qXfer` objects: a document that gdb fetches in pieces. */
import type { Fields } from './fields.ts';
import { bytesOfText } from './numbers.ts';

export interface TransferRequest {
  readonly annex: string;
  readonly offset: number;
  readonly length: number;
}

export interface TransferPiece {
  readonly bytes: Uint8Array;
  /** Nothing follows after these bytes. */
  readonly last: boolean;
}

/** Reads `annex:offset,length`. */
export function parseTransfer(fields: Fields): TransferRequest {
  const annex = fields.text(':');
  fields.expect(':');
  const offset = fields.count();
  fields.expect(',');
  return { annex, offset, length: fields.count() };
}

/** Prints `annex:offset,length`. */
export const askTransfer = ({ annex, offset, length }: TransferRequest): string =>
  `${annex}:${offset.toString(16)},${length.toString(16)}`;

/** `m` before a piece, `l` before the last one. */
export function printTransfer({ bytes, last }: TransferPiece): Uint8Array {
  const body = new Uint8Array(bytes.length + 1);
  body[0] = (last ? 'l' : 'm').charCodeAt(0);
  body.set(bytes, 1);
  return body;
}

/** The piece of a document that was asked for. */
export function pieceOf(
  document: string | Uint8Array,
  { offset, length }: TransferRequest,
): TransferPiece {
  const bytes = typeof document === 'string' ? bytesOfText(document) : document;
  const end = offset + length;
  return { bytes: bytes.subarray(offset, end), last: end >= bytes.length };
}
