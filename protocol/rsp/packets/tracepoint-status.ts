/** `qTP:n:addr`: how often a tracepoint was hit, and what its frames take. */
import { full, packet } from '../packet.ts';
import { askTracepointPlace, parseTracepointPlace } from './define-tracepoint.ts';

export interface TracepointUse {
  readonly hits: number;
  /** Bytes of the trace buffer. */
  readonly bytes: number;
}

export const tracepointStatus = packet({
  prefix: 'qTP:',
  help: 'Tell how often a tracepoint was hit.',
  support: full(),
  needs: 'nothing',
  parse: parseTracepointPlace,
  ask: askTracepointPlace,
  print: ({ hits, bytes }: TracepointUse) => `V${hits.toString(16)}:${bytes.toString(16)}`,
});
