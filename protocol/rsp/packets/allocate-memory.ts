/** `_M size,permissions`: lldb wants memory of the target for its own use. */
import { ok, hexDigits, packet, partly } from '../packet.ts';

/** Refused, and not unknown: where it is unknown, lldb calls a function `mmap` of the guest. */
export const allocateMemory = packet({
  prefix: '_M',
  follows: hexDigits,
  help: 'Decline to give a debugger memory for its own use (lldb).',
  support: partly('always refused: all memory belongs to the guest'),
  needs: 'nothing',
  parse(fields): { readonly length: number; readonly permissions: string } {
    const length = fields.count();
    fields.expect(',');
    return { length, permissions: fields.text(';') };
  },
  ask: ({ length, permissions }) => `${length.toString(16)},${permissions}`,
  print: ok,
});
