/** `qTsP`: the next piece of the tracepoints that are defined. */
import { full, nothing, packet } from '../packet.ts';
import { printUploadedPiece } from '../trace-upload.ts';

export const nextTracepoint = packet({
  prefix: 'qTsP',
  follows: '',
  help: 'Read the next piece of the tracepoints that are defined.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: printUploadedPiece,
});
