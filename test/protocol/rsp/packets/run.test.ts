/** Specifies protocol/rsp/packets/run.ts. */
import fc from 'fast-check';
import { run } from '../../../../protocol/rsp/packets/run.ts';
import { describePacket } from './specification.ts';

const word = fc.string({ unit: fc.constantFrom('a', ' ', ';', '/', '#') });

describePacket('run', run, {
  means: [
    ['vRun;', { words: [''] }],
    ['vRun;2f62696e;2d6b', { words: ['/bin', '-k'] }],
    ['vRun;;2d6b', { words: ['', '-k'] }],
  ],
  requests: fc.record({ words: fc.array(word, { minLength: 1 }) }),
  replies: [
    [{ kind: 'stopped', signal: 5, thread: { thread: 1 }, core: 0 }, 'T05thread:1;core:0;'],
  ],
  refuses: ['vRun;2', 'vRun;zz'],
});
