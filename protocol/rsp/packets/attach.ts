/** `vAttach;pid`: gdb comes back to a machine that it has detached from (extended mode). */
import { full, packet } from '../packet.ts';
import { printStopReplyOrOk } from '../stop-reply.ts';

export const attach = packet({
  prefix: 'vAttach;',
  help: "Take the driver's seat and halt the machine, which is process 1.",
  support: full(),
  needs: 'nothing',
  parse: (fields): { readonly process: number } => ({ process: fields.count() }),
  ask: ({ process }) => process.toString(16),
  print: printStopReplyOrOk,
});
