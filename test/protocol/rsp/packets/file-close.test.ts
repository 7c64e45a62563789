/** Specifies protocol/rsp/packets/file-close.ts. */
import fc from 'fast-check';
import { fileDone, fileFailed } from '../../../../protocol/rsp/file-io.ts';
import { fileClose } from '../../../../protocol/rsp/packets/file-close.ts';
import { counts, describePacket } from './specification.ts';

describePacket('fileClose', fileClose, {
  means: [['vFile:close:5', { file: 5 }]],
  requests: fc.record({ file: counts }),
  replies: [
    [fileDone(0), 'F0'],
    [fileFailed(9), 'F-1,9'],
  ],
  refuses: ['vFile:close:', 'vFile:close:-1'],
});
