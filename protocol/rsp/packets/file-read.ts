/** `vFile:pread:fd,count,offset`: read bytes of an open file. */
import { printFileResult } from '../file-io.ts';
import { full, packet } from '../packet.ts';

export const fileRead = packet({
  prefix: 'vFile:pread:',
  help: 'Read bytes of an open file.',
  support: full(),
  needs: 'nothing',
  parse(fields) {
    const file = fields.count();
    fields.expect(',');
    const count = fields.count();
    fields.expect(',');
    return { file, count, offset: fields.count() };
  },
  ask: ({ file, count, offset }) =>
    [file, count, offset].map((value) => value.toString(16)).join(','),
  print: printFileResult,
});
