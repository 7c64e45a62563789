/** `QTBuffer:circular:value` and `QTBuffer:size:size`: how many trace frames are kept. */
import { full, ok, packet } from '../packet.ts';

export type TraceBufferWish =
  /** Whether the oldest frames make room for new ones. */
  | { readonly kind: 'circular'; readonly circular: boolean }
  /** Bytes of all frames; undefined: as many as there may be. */
  | { readonly kind: 'size'; readonly bytes: number | undefined };

export const traceBuffer = packet({
  prefix: 'QTBuffer:',
  help: 'Choose how many trace frames are kept, and which.',
  support: full(),
  features: ['QTBuffer:size+'],
  parse(fields): TraceBufferWish {
    if (fields.skip('circular:')) return { kind: 'circular', circular: fields.count() !== 0 };
    fields.expect('size:');
    return { kind: 'size', bytes: fields.skip('-1') ? undefined : fields.count() };
  },
  ask(wish) {
    if (wish.kind === 'circular') return `circular:${wish.circular ? 1 : 0}`;
    return `size:${wish.bytes === undefined ? '-1' : wish.bytes.toString(16)}`;
  },
  print: ok,
});
