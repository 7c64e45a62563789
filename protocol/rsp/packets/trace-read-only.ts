/** `QTro:start,end:...`: ranges that never change, so that they need not be collected. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import { full, ok, packet } from '../packet.ts';

export interface ReadOnlyRange {
  readonly start: LinearAddress;
  readonly end: LinearAddress;
}

export const traceReadOnly = packet({
  prefix: 'QTro',
  follows: ':',
  help: 'Take note of ranges that need not be collected; nothing needs to be.',
  support: full(),
  parse(fields): { readonly ranges: readonly ReadOnlyRange[] } {
    const ranges: ReadOnlyRange[] = [];
    while (fields.skip(':')) {
      const start = fields.address();
      fields.expect(',');
      ranges.push({ start, end: fields.address() });
    }
    return { ranges };
  },
  ask: ({ ranges }) =>
    ranges.map(({ start, end }) => `:${start.toString(16)},${end.toString(16)}`).join(''),
  print: ok,
});
