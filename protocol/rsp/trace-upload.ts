/** A tracepoint as `qTfP` and `qTsP` give it back, a piece at a time (gdb manual E.8). */
import { printDefinition, type TracepointDefinition } from './packets/define-tracepoint.ts';
import { askTracepointPlace } from './packets/define-tracepoint.ts';
import { printPiece, type SourcePiece } from './packets/tracepoint-source.ts';
import { printActions, type TraceAction } from './trace-actions.ts';

export type TracepointPiece =
  | { readonly kind: 'tracepoint' }
  | { readonly kind: 'action' | 'stepping'; readonly action: TraceAction }
  | { readonly kind: 'source'; readonly source: SourcePiece };

/** A piece, and the tracepoint it is of; or the end of them all. */
export type UploadedPiece =
  'end' | { readonly of: TracepointDefinition; readonly piece: TracepointPiece };

export function printUploadedPiece(uploaded: UploadedPiece): string {
  if (uploaded === 'end') return 'l';
  const { of, piece } = uploaded;
  const place = askTracepointPlace(of);
  switch (piece.kind) {
    case 'tracepoint':
      return `T${printDefinition(of)}`;
    case 'action':
      return `A${place}:${printActions([piece.action])}`;
    case 'stepping':
      return `S${place}:${printActions([piece.action])}`;
    case 'source':
      return `Z${place}:${printPiece(piece.source)}`;
  }
}
