/** Specifies protocol/rsp/packets/file-read.ts. */
import fc from 'fast-check';
import { fileBytes } from '../../../../protocol/rsp/file-io.ts';
import { fileRead } from '../../../../protocol/rsp/packets/file-read.ts';
import { counts, describePacket } from './specification.ts';

describePacket('fileRead', fileRead, {
  means: [['vFile:pread:1,3fff,2c1ec8', { file: 1, count: 0x3fff, offset: 0x2c1ec8 }]],
  requests: fc.record({ file: counts, count: counts, offset: counts }),
  replies: [
    [fileBytes(Uint8Array.of(0x23, 0x7d, 0)), 'F3;#}\0'],
    [fileBytes(new Uint8Array(0)), 'F0;'],
  ],
  refuses: ['vFile:pread:1,2', 'vFile:pread:1,2,', 'vFile:pread:1,2,123456789'],
});
