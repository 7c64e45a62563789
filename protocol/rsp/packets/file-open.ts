/** `vFile:open:name,flags,mode`: open a file of the target. */
import { askFileName, parseFileName, printFileResult } from '../file-io.ts';
import { packet, partly } from '../packet.ts';

export const fileOpen = packet({
  prefix: 'vFile:open:',
  help: 'Open a file of the target.',
  support: partly('the file with symbols, for reading, is all there is'),
  needs: 'nothing',
  parse(fields) {
    const name = parseFileName(fields);
    fields.expect(',');
    const flags = fields.count();
    fields.expect(',');
    return { name, flags, mode: fields.count() };
  },
  ask: ({ name, flags, mode }) => `${askFileName(name)},${flags.toString(16)},${mode.toString(16)}`,
  print: printFileResult,
});

/** The access mode in `flags`, and those flags that change a file (gdb manual E.13.8.3). */
export const openFlags = { access: 3, changing: 0x8 | 0x200 | 0x400 } as const;
