/** Specifies protocol/rsp/packets/file-open.ts. */
import fc from 'fast-check';
import { fileDone, fileFailed } from '../../../../protocol/rsp/file-io.ts';
import { fileOpen } from '../../../../protocol/rsp/packets/file-open.ts';
import { counts, describePacket } from './specification.ts';

describePacket('fileOpen', fileOpen, {
  means: [['vFile:open:2f78656e,0,1c0', { name: '/xen', flags: 0, mode: 0x1c0 }]],
  requests: fc.record({
    name: fc.stringMatching(/^[\x01-\xff]{0,16}$/),
    flags: counts,
    mode: counts,
  }),
  replies: [
    [fileDone(0), 'F0'],
    [fileFailed(13), 'F-1,d'],
  ],
  refuses: ['vFile:open:2f7,0,0', 'vFile:open:2f', 'vFile:open:2f,0', 'vFile:open:/xen,0,0'],
});
