/** `QNonStop:1` or `:0`: whether CPUs stop one by one, or all together. */
import { full, ok, packet } from '../packet.ts';

export const nonStop = packet({
  prefix: 'QNonStop:',
  help: 'Choose whether CPUs stop one by one while the others run on, or all together.',
  support: full(),
  needs: 'nothing',
  features: ['QNonStop+'],
  parse(fields): { readonly on: boolean } {
    const on = fields.skip('1');
    if (!on) fields.expect('0');
    return { on };
  },
  ask: ({ on }) => (on ? '1' : '0'),
  print: ok,
});
