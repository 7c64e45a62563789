/** Specifies protocol/rsp/packets/file-read-link.ts. */
import fc from 'fast-check';
import { fileFailed } from '../../../../protocol/rsp/file-io.ts';
import { fileReadLink } from '../../../../protocol/rsp/packets/file-read-link.ts';
import { describePacket } from './specification.ts';

describePacket('fileReadLink', fileReadLink, {
  means: [['vFile:readlink:2f61', { name: '/a' }]],
  requests: fc.record({ name: fc.stringMatching(/^[\x01-\xff]{0,16}$/) }),
  replies: [[fileFailed(22), 'F-1,16']],
  refuses: ['vFile:readlink:2', 'vFile:readlink:2f,0'],
});
