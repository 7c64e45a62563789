/** `QTFrame:...`: look at a trace frame from now on, or at the present again. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { Fields } from '../fields.ts';
import { full, packet } from '../packet.ts';

/** All but the first two mean the next frame behind the one that is looked at. */
export type FrameWish =
  | { readonly kind: 'none' }
  | { readonly kind: 'frame'; readonly index: number }
  | { readonly kind: 'pc'; readonly address: LinearAddress }
  | { readonly kind: 'tracepoint'; readonly number: number }
  | {
      /** The ends are inside. */
      readonly kind: 'range' | 'outside';
      readonly start: LinearAddress;
      readonly end: LinearAddress;
    };

export type FoundFrame =
  'none' | 'present' | { readonly index: number; readonly tracepoint: number };

/** gdb's -1, as a number of 32 bits. */
const present = 0xffff_ffff;

export const selectTraceFrame = packet({
  prefix: 'QTFrame:',
  help: 'Go to the moment of a trace frame, whose CPU registers and memory are read from then on; or back.',
  support: full(),
  parse(fields): FrameWish {
    if (fields.skip('pc:')) return { kind: 'pc', address: fields.address() };
    if (fields.skip('tdp:')) return { kind: 'tracepoint', number: fields.count() };
    if (fields.skip('range:')) return { kind: 'range', ...parseRange(fields) };
    if (fields.skip('outside:')) return { kind: 'outside', ...parseRange(fields) };
    const index = fields.count();
    return index === present ? { kind: 'none' } : { kind: 'frame', index };
  },
  ask(wish) {
    switch (wish.kind) {
      case 'none':
        return present.toString(16);
      case 'frame':
        return wish.index.toString(16);
      case 'pc':
        return `pc:${wish.address.toString(16)}`;
      case 'tracepoint':
        return `tdp:${wish.number.toString(16)}`;
      case 'range':
      case 'outside':
        return `${wish.kind}:${wish.start.toString(16)}:${wish.end.toString(16)}`;
    }
  },
  print(found: FoundFrame) {
    if (found === 'none') return 'F-1';
    if (found === 'present') return 'OK';
    return `F${found.index.toString(16)}T${found.tracepoint.toString(16)}`;
  },
});

function parseRange(fields: Fields): { start: LinearAddress; end: LinearAddress } {
  const start = fields.address();
  fields.expect(':');
  return { start, end: fields.address() };
}
