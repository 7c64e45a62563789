/** `vCont?`: which actions `vCont` knows. gdb uses it only when c, C, s and S are all there. */
import { full, nothing, packet } from '../packet.ts';

export const queryResume = packet({
  prefix: 'vCont?',
  follows: '',
  help: 'List the actions of vCont.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (actions: readonly string[]) => ['vCont', ...actions].join(';'),
});
