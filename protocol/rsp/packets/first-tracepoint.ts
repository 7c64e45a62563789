/** `qTfP`: the tracepoints that are defined, from the first piece on. */
import { full, nothing, packet } from '../packet.ts';
import { printUploadedPiece } from '../trace-upload.ts';

export const firstTracepoint = packet({
  prefix: 'qTfP',
  follows: '',
  help: 'Read the first piece of the tracepoints that are defined.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: printUploadedPiece,
});
