/** `D[;pid]`: gdb leaves and the guest runs on; or, with lldb's `D1`, it stands still. */
import { full, ok, packet } from '../packet.ts';

export interface Detaching {
  readonly process?: number;
  readonly staysStopped?: true;
}

export const detach = packet({
  prefix: 'D',
  follows: ';1',
  help: 'Remove all breakpoints and let the guest run on, or (lldb) stand still.',
  support: full(),
  needs: 'nothing',
  parse(fields): Detaching {
    const stays = fields.skip('1') ? ({ staysStopped: true } as const) : {};
    return fields.skip(';') ? { process: fields.count(), ...stays } : stays;
  },
  ask: ({ process, staysStopped }) =>
    `${staysStopped === true ? '1' : ''}${process === undefined ? '' : `;${process.toString(16)}`}`,
  print: ok,
});
