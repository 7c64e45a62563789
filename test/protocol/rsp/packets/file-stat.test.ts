/** Specifies protocol/rsp/packets/file-stat.ts. */
import fc from 'fast-check';
import { fileBytes, statImage } from '../../../../protocol/rsp/file-io.ts';
import { fileStat } from '../../../../protocol/rsp/packets/file-stat.ts';
import { counts, describePacket } from './specification.ts';

describePacket('fileStat', fileStat, {
  means: [['vFile:fstat:0', { file: 0 }]],
  requests: fc.record({ file: counts }),
  replies: [[fileBytes(statImage({})), `F40;${'\0'.repeat(64)}`]],
  refuses: ['vFile:fstat:0,1'],
});
