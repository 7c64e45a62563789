/** `QThreadEvents:1` or `:0`: whether gdb wants to be told of threads that appear. */
import { ok, packet, partly } from '../packet.ts';

export const threadEvents = packet({
  prefix: 'QThreadEvents:',
  help: 'Choose whether the machine stops where a CPU has come up by its SIPI.',
  support: partly('a CPU never goes: one that waits for SIPI stays in the list'),
  needs: 'nothing',
  features: ['QThreadEvents+'],
  parse(fields): { readonly on: boolean } {
    const on = fields.skip('1');
    if (!on) fields.expect('0');
    return { on };
  },
  ask: ({ on }) => (on ? '1' : '0'),
  print: ok,
});
