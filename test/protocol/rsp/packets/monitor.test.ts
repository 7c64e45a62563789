/** Specifies protocol/rsp/packets/monitor.ts. */
import fc from 'fast-check';
import { monitor } from '../../../../protocol/rsp/packets/monitor.ts';
import { describePacket } from './specification.ts';

describePacket('monitor', monitor, {
  means: [
    ['qRcmd,7768656e', { line: 'when' }],
    ['qRcmd,', { line: '' }],
  ],
  requests: fc.record({ line: fc.stringMatching(/^[ -~]{0,40}$/) }),
  replies: [
    ['done', 'OK'],
    ['failed', 'E01'],
  ],
  refuses: ['qRcmd,7', 'qRcmd,zz'],
});
