/** Specifies protocol/rsp/packets/file-set-root.ts. */
import fc from 'fast-check';
import { fileDone } from '../../../../protocol/rsp/file-io.ts';
import { fileSetRoot } from '../../../../protocol/rsp/packets/file-set-root.ts';
import { counts, describePacket } from './specification.ts';

describePacket('fileSetRoot', fileSetRoot, {
  means: [['vFile:setfs:0', { process: 0 }]],
  requests: fc.record({ process: counts }),
  replies: [[fileDone(0), 'F0']],
  refuses: ['vFile:setfs:'],
});
