/** `QTDPsrc:n:addr:type:start:slen:bytes`: a piece of a tracepoint as its user has typed it. */
import type { Fields } from '../fields.ts';
import { hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';
import {
  askTracepointPlace,
  parseTracepointPlace,
  type TracepointPlace,
} from './define-tracepoint.ts';

export interface SourcePiece {
  /** `at`, `cond` or `cmd`. */
  readonly type: string;
  /** Where the piece begins in a text of `length` bytes. */
  readonly start: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

export const tracepointSource = packet({
  prefix: 'QTDPsrc:',
  help: 'Keep what the user has typed for a tracepoint, for the gdb that comes next.',
  support: full(),
  features: ['TracepointSource+'],
  parse(fields): TracepointPlace & SourcePiece {
    const place = parseTracepointPlace(fields);
    fields.expect(':');
    return { ...place, ...parsePiece(fields) };
  },
  ask: (request) => `${askTracepointPlace(request)}:${printPiece(request)}`,
  print: ok,
});

function parsePiece(fields: Fields): SourcePiece {
  const type = fields.text(':');
  if (!/^(?:at|cond|cmd)$/.test(type)) fields.refuse(`no source type "${type}"`);
  fields.expect(':');
  const start = fields.count();
  fields.expect(':');
  const length = fields.count();
  fields.expect(':');
  return { type, start, length, bytes: fields.hexRest() };
}

export const printPiece = ({ type, start, length, bytes }: SourcePiece): string =>
  `${type}:${start.toString(16)}:${length.toString(16)}:${textOfBytes(hexOf(bytes))}`;
