/** `qSupported[:feature;...]`: what gdb can do, answered by what this table can do. */
import { full, packet } from '../packet.ts';

export const querySupported = packet({
  prefix: 'qSupported',
  follows: ':',
  help: 'Exchange features.',
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly features: readonly string[] } {
    if (fields.atEnd) return { features: [] };
    fields.expect(':');
    const features: string[] = [];
    do features.push(fields.text(';'));
    while (fields.skip(';'));
    return { features };
  },
  ask: ({ features }) => (features.length === 0 ? '' : `:${features.join(';')}`),
  print: (features: readonly string[]) => features.join(';'),
});
